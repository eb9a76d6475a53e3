internal import NIOCore
internal import NIOPosix
internal import RPCClient
internal import RPCCodec

/// One open-loop load on one campaign, from reading the campaign to proving what it left behind.
public struct Burst: Sendable {
  /// How long before the start the connections are made.
  private static let connectAhead = TimeAmount.seconds(2)

  private let plan: BurstPlan

  /// A burst that can be made; refused with the reason otherwise.
  public init(_ options: BurstOptions) throws(LoadRefusal) {
    plan = try BurstPlan(options)
  }

  /// Waits for the campaign's start, fires, waits for the answers, reads the campaign back and proves the outcome.
  ///
  /// - Parameters:
  ///   - stop: Ends the sending early.
  ///   - progress: Gets a line each second.
  /// - Returns: The report, whether or not the campaign could be read back.
  /// - Throws: A failure before anything was sent.
  public func run(
    until stop: StopSignal = StopSignal(), progress: @escaping @Sendable (String) -> Void
  ) async throws(LoadFailure) -> BurstReport {
    // One loop sends two hundred thousand requests a second, and the server needs a core, too.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
    let result: Result<BurstReport, LoadFailure>
    do {
      result = .success(try await run(on: group, until: stop, progress: progress))
    } catch {
      result = .failure(error)
    }
    // What is left is ending the threads.
    try? await group.shutdownGracefully()
    return try result.get()
  }

  private func run(
    on group: any EventLoopGroup, until stop: StopSignal, progress: @escaping @Sendable (String) -> Void
  ) async throws(LoadFailure) -> BurstReport {
    var configuration = RPCClientConfiguration()
    configuration.eventLoopGroup = group
    configuration.retryPolicy = RetryPolicy(
      maximumAttempts: 8, backoff: Backoff(base: .milliseconds(100), maximum: .seconds(2)))
    let client = CampaignClient(to: plan.options.address, configuration: configuration)
    let result: Result<BurstReport, LoadFailure>
    do {
      result = .success(
        try await run(with: client, configuration: configuration, until: stop, progress: progress))
    } catch {
      result = .failure(error)
    }
    await client.close()
    return try result.get()
  }

  private func run(
    with client: CampaignClient, configuration: RPCClientConfiguration, until stop: StopSignal,
    progress: @escaping @Sendable (String) -> Void
  ) async throws(LoadFailure) -> BurstReport {
    var generator = SystemRandomNumberGenerator()
    let naming = plan.options.users.map(UserNaming.init) ?? UserNaming(eachRequestOfRun: &generator)
    let campaign = try await readCampaign(with: client)
    await waitForStart(of: campaign, until: stop, progress: progress)
    let fleet = try await connect(naming: naming, configuration: configuration)
    let start = StartClock.deadline(of: campaign.startTime)
    let startTime = StartClock.wallClockTime(of: start)
    let tally = await fire(fleet, from: start, until: stop, progress: progress)
    await fleet.close()
    let readback = CampaignReadback(client: client, plan: plan, naming: naming, before: campaign)
    var report = await readback.report(of: tally, wasStopped: stop.isStopped)
    report.note(startTime: startTime)
    return report
  }

  private func readCampaign(with client: CampaignClient) async throws(LoadFailure) -> CampaignMessage {
    let id = plan.options.campaignID
    do throws(RPCClientError) {
      let response = try await client.getCampaign(GetCampaignRequest(campaignID: id, omitCoupons: true))
      guard let campaign = response.campaign else { throw .malformedResponse("no campaign in it") }
      return campaign
    } catch {
      throw LoadFailure("campaign \(id) can't be read", error)
    }
  }

  /// Returns a little before the start, or when it is past.
  private func waitForStart(
    of campaign: CampaignMessage, until stop: StopSignal, progress: @Sendable (String) -> Void
  ) async {
    var lastSeconds = Int64.max
    while !stop.isStopped {
      let left = StartClock.deadline(of: campaign.startTime) - .now() - Self.connectAhead
      guard left > .nanoseconds(0) else { return }
      let seconds = (left + Self.connectAhead).nanoseconds / 1_000_000_000
      if seconds < lastSeconds { progress("the campaign starts in \(seconds) s") }
      lastSeconds = seconds
      // Short sleeps: the wall clock may be set meanwhile, and a stop is obeyed soon.
      try? await Task.sleep(for: min(Duration(left), .milliseconds(100)))
    }
  }

  private func connect(
    naming: UserNaming, configuration: RPCClientConfiguration
  ) async throws(LoadFailure) -> SenderFleet {
    guard let group = configuration.eventLoopGroup else { throw LoadFailure("no thread to send from") }
    do {
      return try await SenderFleet.connect(plan: plan, naming: naming, group: group, configuration: configuration)
    } catch {
      throw LoadFailure("nothing was sent", error)
    }
  }

  private func fire(
    _ fleet: SenderFleet, from start: NIODeadline, until stop: StopSignal,
    progress: @escaping @Sendable (String) -> Void
  ) async -> OutcomeTally {
    let planned = plan.schedule.count
    let reporter = Task {
      var second = 0
      while !Task.isCancelled {
        second += 1
        let next = start + .seconds(Int64(second))
        do { try await Task.sleep(for: Duration(max(next - .now(), .nanoseconds(0)))) } catch { return }
        progress(await fleet.snapshot().line(second: second, planned: planned))
      }
    }
    await fleet.run(from: start, until: stop)
    reporter.cancel()
    await reporter.value
    return await fleet.tally()
  }
}
