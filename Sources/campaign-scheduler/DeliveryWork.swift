import CampaignApplication
import CampaignDomain
import CampaignInfra
import Logging
import PartnerHTTP
import ProgramConventions

/// The deliveries of a scheduler, with a loop of their own: what speaks to partners delays nothing else.
struct DeliveryWork {
  private let job: DeliveryJob
  private let service: HTTPPartnerService
  private let loop: CampaignScheduler
  private let timer: JobTimer

  /// Delivers by these flags. `sessions` are those that `pool` has its own of.
  init(
    _ options: DeliveryOptions, by service: HTTPPartnerService, pool: CampaignPool, sessions: DatabaseSessions,
    logger: Logger
  ) {
    let timer = JobTimer()
    self.service = service
    job = DeliveryJob(
      database: pool, service: service, rules: options.rules, observer: DeliveryLog(logger),
      makeGenerator: { KernelRandomNumbers() }, wake: timer.wake)
    loop = CampaignScheduler(
      jobs: [job], wakeSource: timer, longestSleep: DeliveryJob.longestSleep, sessions: sessions, name: "deliveries",
      logger: logger)
    self.timer = timer
  }

  /// Delivers until it is stopped, and then waits for the exchanges that are under way.
  func run() async {
    await loop.run {}
    await job.drain()
    await service.close()
  }

  func stop() {
    job.stop()
    loop.stop()
  }

  /// Tells of batches that begin deliveries, beside what `observer` says of them.
  func waking(_ observer: any QueueBatchObserver) -> any QueueBatchObserver {
    DeliveryWaking(observer: observer, wake: timer.wake)
  }
}

/// Has deliveries looked for when a batch of this process has begun some.
private struct DeliveryWaking: QueueBatchObserver {
  let observer: any QueueBatchObserver
  let wake: @Sendable () -> Void

  func committed(_ change: QueueBatchChange) {
    observer.committed(change)
    let hasBegun = change.entries.contains { if case .delivering = $0.state { true } else { false } }
    if hasBegun { wake() }
  }
}
