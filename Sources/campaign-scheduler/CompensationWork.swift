import CampaignApplication
import CampaignDomain
import CampaignInfra
import Logging
import PartnerHTTP
import ProgramConventions

/// The compensations of a scheduler and its alerts, with loops of their own: a receiver that is slow delays no try.
struct CompensationWork {
  private let job: CompensationJob
  private let loops: [CampaignScheduler]
  private var services: [HTTPPartnerService]

  /// Tries by these flags, and asks services as deliveries do. `sessions` are those that `pool` has its own of.
  init(
    _ options: CompensationOptions, _ delivery: DeliveryOptions, pool: CampaignPool, sessions: DatabaseSessions,
    logger: Logger
  ) throws(ProgramFailure) {
    let timer = JobTimer()
    let partner = try delivery.service()
    services = [partner]
    job = CompensationJob(
      database: pool, partner: partner,
      rules: CompensationRules(interval: options.compensationInterval, timeout: delivery.deliveryTimeout),
      observer: CompensationLog(logger), onTryEnded: timer.wake)
    var loops = [
      CampaignScheduler(
        jobs: [job], wakeSource: timer, sessions: sessions, name: "the compensations", logger: logger)
    ]
    if let url = options.alertURL {
      // The receiver is ours: neither the secrets nor the limits of partners are for it.
      let receiver = HTTPPartnerService()
      services.append(receiver)
      let alerts = AlertJob(database: pool, receiver: receiver, url: url, report: { Self.log($0, to: logger) })
      loops.append(
        CampaignScheduler(
          jobs: [alerts], wakeSource: JobTimer(), sessions: sessions, name: "the alerts", logger: logger))
    }
    self.loops = loops
  }

  /// Works until it is stopped, and then waits for the tries that are under way.
  func run() async {
    await withTaskGroup { group in
      for loop in loops { group.addTask { await loop.run {} } }
    }
    await job.waitUntilIdle()
    for service in services { await service.close() }
  }

  func stop() {
    for loop in loops { loop.stop() }
  }

  private static func log(_ fault: AlertFault, to logger: Logger) {
    logger.error(
      "alerts not told",
      metadata: [
        "reason": "\(fault.text)", "alerts": .stringConvertible(fault.alertCount),
        "failures": .stringConvertible(fault.failureCount), "again_in": "\(fault.pause.flagText)",
      ])
  }
}
