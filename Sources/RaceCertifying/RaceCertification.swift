internal import CampaignDomain
internal import LoadReporting
public import LoadSending
internal import RPCClient
internal import RPCCodec

/// A whole race on a campaign of its own, from its creation to the certificate.
public struct RaceCertification: Sendable {
  /// The campaign's stock.
  let coupons: Int64
  /// The number of coupons that a user may have; 0: no limit.
  let perUserLimit: Int32
  /// The time from the campaign's creation to its start.
  let startIn: Duration
  /// The race; its campaign is the one that is created.
  let plan: LoadPlan
  private let auditor: any CampaignAuditor
  /// The program's version.
  let version: String
  /// The commit that the programs were built from, where it is known.
  let commit: String?

  /// A race that can be run; refused with the reason otherwise. Its load is a closed loop or has one stage, and users
  /// ask in turn or once each.
  public init(
    coupons: Int64, perUserLimit: Int32 = 1, startIn: Duration = .seconds(3), load: LoadOptions,
    auditor: any CampaignAuditor, version: String, commit: String? = nil
  ) throws(LoadFailure) {
    plan = try LoadPlan(load)
    self.coupons = coupons
    self.perUserLimit = perUserLimit
    self.startIn = startIn
    self.auditor = auditor
    self.version = version
    self.commit = commit
  }

  /// Creates the campaign, runs the race, closes the campaign, reads it from the database and from each server. A race
  /// that can't be run leaves no campaign open: it is not created before every server and the database answer, and is
  /// closed where nothing was sent.
  ///
  /// - Parameters:
  ///   - stop: Ends the sending early.
  ///   - interval: The time between two reports of progress.
  ///   - progress: Receives the race's progress.
  /// - Returns: The certificate, whether or not every invariant held.
  /// - Throws: The reason that kept it from being made.
  public func run(
    until stop: StopSignal = StopSignal(), tellingEach interval: Duration = .seconds(1),
    progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> CertificateDocument {
    try await LoadSession.withThreads { configuration throws(LoadFailure) in
      let servers = RaceServers(plan.options.addresses, configuration: configuration)
      let result = await Result { () async throws(LoadFailure) in
        try await run(
          with: servers, configuration: configuration, until: stop, tellingEach: interval, progress: progress)
      }
      await servers.disconnect()
      return try result.get()
    }
  }

  private func run(
    with servers: RaceServers, configuration: RPCClientConfiguration, until stop: StopSignal,
    tellingEach interval: Duration, progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> CertificateDocument {
    let began = Timestamp.wallClock
    // Servers and database that would be found missing after the race are looked for before it, while there is no
    // campaign yet.
    let stopped = LoadFailure("stopped before the campaign was created: nothing is certified")
    do throws(LoadFailure) {
      try await stop.cutting { () throws(LoadFailure) in try await servers.demandService() }
    } catch {
      throw stop.isStopped ? stopped : error
    }
    // No campaign has this number: asking for it shows if the database can be read.
    _ = try await auditor.audit(0)
    guard !stop.isStopped else { throw stopped }
    let created = try await servers.create(request)
    let id = created.campaign.id
    var plan = plan
    plan.options.campaignID = id
    let (sent, answered): (SentLoad, Timestamp)
    do throws(LoadFailure) {
      let session = LoadSession(plan, configuration: configuration)
      (sent, answered) = try await servers.closing(id, at: stop) { () throws(LoadFailure) in
        let sent = try await session.send(
          to: created.campaign, startingAt: created.start, until: stop, tellingEach: interval, progress: progress)
        return (sent, .wallClock)
      }
      guard sent.tally.sent > 0 else { throw LoadFailure("nothing was sent, so nothing can be certified") }
    } catch {
      throw await servers.abandon(id, after: error)
    }
    // Nothing changes any more: a call that is still under way is decided before the campaign is closed, or refused.
    try await servers.close(id)
    let acknowledgements = Acknowledgements(sent.tally.acknowledged, naming: sent.naming)
    let promises = PromisedCoupons(acknowledgements, naming: sent.naming)
    guard let audit = try await auditor.audit(id, promises: promises) else {
      throw LoadFailure(
        "the database has no campaign \(id): --database-url and --address have to name the same installation")
    }
    try demandRace(of: sent.tally, audit.stored)
    let served = try await servers.lists(of: id)
    return try CertificateDocument(
      sealing: certificate(
        sent, acknowledgements, audit, served: served,
        times: RaceTimes(
          began: began.rfc3339, answered: answered.rfc3339, certified: Timestamp.wallClock.rfc3339)))
  }

  private var request: CreateCampaignRequest {
    CreateCampaignRequest(
      name: "race certificate", totalCoupons: coupons,
      startIn: startIn > .zero ? ProtobufDuration(startIn) : nil, perUserLimit: perUserLimit,
      // A key of its own keeps a repeat from creating a second campaign.
      idempotencyKey: "certify-" + String(UInt64.random(in: .min ... .max), radix: 36))
  }

  /// Demands that somebody was promised or refused a coupon of the stock, or one is stored: otherwise there is nothing
  /// to certify, and nothing to accuse anybody of.
  private func demandRace(of tally: OutcomeTally, _ stored: StoredCampaign) throws(LoadFailure) {
    guard stored.coupons == 0, Outcome.servedNames.allSatisfy({ tally.outcomes[$0] == nil }) else { return }
    let outcomes = tally.outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let ends = "the requests ended as \(outcomes), so nothing is certified"
    guard stored.openings == 0 else {
      throw LoadFailure(
        "nobody was served: campaign \(stored.id) opened, but \(ends); see the servers' logs, and whether somebody paused "
          + "or closed it")
    }
    throw LoadFailure(
      "no race took place: campaign \(stored.id) was closed before it opened, and \(ends); the database's clock may have "
        + "been set back, or the servers can't reach it")
  }
}

extension Timestamp {
  /// This machine's clock.
  fileprivate static var wallClock: Timestamp {
    Timestamp(microsecondsSinceEpoch: ProtobufTimestamp.wallClock.microsecondsSinceEpoch ?? 0)
  }
}
