public import CampaignDomain
internal import NIOCore
internal import NIOPosix
internal import RPCClient
internal import RPCCodec

/// A whole race on a campaign of its own, from its creation to the certificate.
public struct RaceCertification: Sendable {
  /// What people see where campaigns are listed.
  private static let campaignName = "race certificate"

  private let options: CertifyOptions
  private let auditor: any CampaignAuditor
  private let software: RaceSoftware

  /// A race that can be run; refused with the reason otherwise.
  public init(
    _ options: CertifyOptions, auditor: any CampaignAuditor, software: RaceSoftware
  ) throws(LoadRefusal) {
    _ = try options.plan(campaignID: 0)
    self.options = options
    self.auditor = auditor
    self.software = software
  }

  /// Creates the campaign, runs the race, closes the campaign, reads it from the database and from each server.
  ///
  /// - Parameters:
  ///   - stop: Ends the sending early.
  ///   - interval: How often progress is told.
  ///   - progress: Is told how far the race is.
  /// - Returns: The certificate, whether or not every invariant held.
  /// - Throws: What kept it from being made.
  public func run(
    until stop: StopSignal = StopSignal(), tellingEach interval: Duration = .seconds(1),
    progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> CertificateDocument {
    // One loop sends more than a server on the same machine answers.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
    var configuration = RPCClientConfiguration()
    configuration.eventLoopGroup = group
    configuration.retryPolicy = RetryPolicy(
      maximumAttempts: 8, backoff: Backoff(base: .milliseconds(100), maximum: .seconds(2)))
    let clients = options.addresses.map { CampaignClient(to: $0, configuration: configuration) }
    let result: Result<CertificateDocument, LoadFailure>
    do {
      result = .success(
        try await run(
          with: clients, configuration: configuration, until: stop, tellingEach: interval, progress: progress))
    } catch {
      result = .failure(error)
    }
    for client in clients { await client.close() }
    // What is left is ending the threads.
    try? await group.shutdownGracefully()
    return try result.get()
  }

  private func run(
    with clients: [CampaignClient], configuration: RPCClientConfiguration, until stop: StopSignal,
    tellingEach interval: Duration, progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> CertificateDocument {
    guard let client = clients.first else { throw LoadFailure("there is no server to ask") }
    let began = Timestamp.wallClock
    let campaign = try await create(with: client)
    let plan: LoadPlan
    do { plan = try options.plan(campaignID: campaign.id) } catch { throw LoadFailure("\(error)") }
    let sent = try await LoadRun(plan: plan).send(
      to: campaign, configuration: configuration, until: stop, tellingEach: interval, progress: progress)
    let answered = Timestamp.wallClock
    guard sent.tally.sent > 0 else { throw LoadFailure("nothing was sent, so nothing can be certified") }
    // Nothing changes any more: a call that is still under way is decided before the campaign is closed, or refused.
    try await close(campaign.id, with: client)
    let acknowledgements = Acknowledgements(sent.tally.acknowledged, naming: sent.naming)
    let audit = try await audit(campaign.id, PromisedCoupons(acknowledgements, naming: sent.naming))
    var served: [ServedCampaign] = []
    for client in clients { served.append(try await ServedCampaign(campaign.id, readWith: client)) }
    let seal = RaceSummary(
      options: options, software: software, plan: plan, sent: sent, acknowledgements: acknowledgements, audit: audit,
      served: served, began: began, answered: answered)
    do {
      return try CertificateDocument(sealing: seal.certificate(at: .wallClock))
    } catch {
      throw LoadFailure(error.description)
    }
  }

  private func create(with client: CampaignClient) async throws(LoadFailure) -> CampaignMessage {
    // With a key of its own a repeat creates no second campaign.
    let key = "certify-" + String(UInt64.random(in: .min ... .max), radix: 36)
    let request = CreateCampaignRequest(
      name: Self.campaignName, totalCoupons: options.coupons,
      startIn: options.startIn > .zero ? ProtobufDuration(options.startIn) : nil, perUserLimit: options.perUserLimit,
      idempotencyKey: key)
    do throws(RPCClientError) {
      guard let campaign = try await client.createCampaign(request).campaign else {
        throw .malformedResponse("no campaign in it")
      }
      return campaign
    } catch {
      throw LoadFailure("the campaign can't be created", error)
    }
  }

  private func close(_ id: Int64, with client: CampaignClient) async throws(LoadFailure) {
    do throws(RPCClientError) {
      _ = try await client.closeCampaign(CloseCampaignRequest(campaignID: id))
    } catch {
      throw LoadFailure("campaign \(id) can't be closed, so nothing is certain", error)
    }
  }

  private func audit(_ id: Int64, _ promises: PromisedCoupons) async throws(LoadFailure) -> StoredCampaignAudit {
    let audit: StoredCampaignAudit?
    do {
      audit = try await StoredCampaignAudit.run(campaign: id, rangeSize: nil, promises: promises, by: auditor)
    } catch {
      throw LoadFailure(error.description)
    }
    guard let audit else {
      throw LoadFailure(
        "the database has no campaign \(id): --database-url and --address have to name the same installation")
    }
    return audit
  }
}

extension ServedCampaign {
  /// How long a page may take.
  private static let pageTimeout: Duration = .seconds(60)

  /// Reads every page of a campaign from one server.
  fileprivate init(_ id: Int64, readWith client: CampaignClient) async throws(LoadFailure) {
    let digest = CouponDigest(lastSequence: 0)
    var coupons: Int64 = 0
    var last: CampaignMessage?
    do throws(RPCClientError) {
      try await client.forEachPage(ofCampaign: id, timeout: Self.pageTimeout) { page in
        last = page.campaign
        coupons += Int64(page.coupons.count)
        for coupon in page.coupons {
          digest.add(
            sequence: coupon.sequence, code: coupon.code, user: coupon.userID,
            issueMicroseconds: coupon.issueTime?.microsecondsSinceEpoch ?? 0)
        }
      }
    } catch {
      throw LoadFailure("campaign \(id) can't be read back from \(client.address)", error)
    }
    self.init(
      address: client.address.description, totalCoupons: last?.totalCoupons ?? 0,
      issuedCoupons: last?.issuedCoupons ?? 0, remainingCoupons: last?.remainingCoupons ?? 0, coupons: coupons,
      couponsSha256: digest.finish().whole)
  }
}
