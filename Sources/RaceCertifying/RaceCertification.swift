internal import CampaignDomain
internal import LoadReporting
public import LoadSending
internal import RPCClient
internal import RPCCodec

/// A whole race on a campaign of its own, from its creation to the certificate.
public struct RaceCertification: Sendable {
  /// The name that people see where campaigns are listed.
  private static let campaignName = "race certificate"

  /// A number that no campaign has: asking for it shows if the database can be read.
  private static let noCampaign: Int64 = 0

  private let options: CertifyOptions
  private let auditor: any CampaignAuditor
  private let software: RaceSoftware

  /// A race that can be run; refused with the reason otherwise.
  public init(
    _ options: CertifyOptions, auditor: any CampaignAuditor, software: RaceSoftware
  ) throws(LoadRefusal) {
    _ = try LoadPlan(options.load)
    self.options = options
    self.auditor = auditor
    self.software = software
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
      let servers = RaceServers(options.load.addresses, configuration: configuration)
      let result: Result<CertificateDocument, LoadFailure>
      do throws(LoadFailure) {
        result = .success(
          try await run(
            with: servers, configuration: configuration, until: stop, tellingEach: interval, progress: progress))
      } catch {
        result = .failure(error)
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
    _ = try await audit(Self.noCampaign, promises: nil)
    guard !stop.isStopped else { throw stopped }
    let created = try await servers.create(request)
    // The campaign is closed at a stop and not only after the last answer: a second stop ends the race at once.
    let closing = ClosingAtStop(servers, campaign: created.campaign.id, stop: stop)
    let plan: LoadPlan
    let sent: SentLoad
    do throws(LoadFailure) {
      plan = try self.plan(for: created.campaign)
      sent = try await LoadSession(plan, configuration: configuration).send(
        to: created.campaign, startingAt: created.start, until: stop, tellingEach: interval, progress: progress)
      guard sent.tally.sent > 0 else { throw LoadFailure("nothing was sent, so nothing can be certified") }
    } catch {
      await closing.finish()
      throw await servers.abandon(created.campaign.id, after: error)
    }
    let answered = Timestamp.wallClock
    await closing.finish()
    // Nothing changes any more: a call that is still under way is decided before the campaign is closed, or refused.
    try await servers.close(created.campaign.id)
    let acknowledgements = Acknowledgements(sent.tally.acknowledged, naming: sent.naming)
    let audit = try await audit(of: created.campaign.id, PromisedCoupons(acknowledgements, naming: sent.naming))
    try demandRace(of: sent.tally, audit.stored)
    let seal = RaceSummary(
      options: options, software: software, plan: plan, sent: sent, acknowledgements: acknowledgements, audit: audit,
      served: try await servers.lists(of: created.campaign.id), began: began, answered: answered)
    do {
      return try CertificateDocument(sealing: seal.certificate(at: .wallClock))
    } catch {
      throw LoadFailure(error.description)
    }
  }

  private var request: CreateCampaignRequest {
    CreateCampaignRequest(
      name: Self.campaignName, totalCoupons: options.coupons,
      startIn: options.startIn > .zero ? ProtobufDuration(options.startIn) : nil, perUserLimit: options.perUserLimit,
      // A key of its own keeps a repeat from creating a second campaign.
      idempotencyKey: "certify-" + String(UInt64.random(in: .min ... .max), radix: 36))
  }

  private func plan(for campaign: CampaignMessage) throws(LoadFailure) -> LoadPlan {
    do {
      var load = options.load
      load.campaignID = campaign.id
      return try LoadPlan(load)
    } catch {
      throw LoadFailure("\(error)")
    }
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

  private func audit(of id: Int64, _ promises: PromisedCoupons) async throws(LoadFailure) -> StoredCampaignAudit {
    guard let audit = try await audit(id, promises: promises) else {
      throw LoadFailure(
        "the database has no campaign \(id): --database-url and --address have to name the same installation")
    }
    return audit
  }

  private func audit(_ id: Int64, promises: PromisedCoupons?) async throws(LoadFailure) -> StoredCampaignAudit? {
    do {
      return try await StoredCampaignAudit.run(campaign: id, rangeSize: nil, promises: promises, by: auditor)
    } catch {
      throw LoadFailure(error.description)
    }
  }
}
