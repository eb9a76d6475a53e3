public import LoadSending
internal import RPCClient
internal import RPCCodec

/// A load on one campaign, from reading the campaign to proving what the load left behind.
public struct LoadRun: Sendable {
  private let plan: LoadPlan
  private let threads: Int

  /// A load that can be made; refused with the reason otherwise.
  public init(_ options: LoadOptions) throws(LoadFailure) {
    try self.init(options, threads: LoadSession.mostThreads)
  }

  init(_ options: LoadOptions, threads: Int) throws(LoadFailure) {
    plan = try LoadPlan(options)
    self.threads = threads
  }

  /// Waits for the start, sends everything, waits for the answers, reads the campaign back and proves the outcome.
  ///
  /// - Parameters:
  ///   - stop: Ends the sending early.
  ///   - interval: The time between two reports of progress.
  ///   - progress: Receives the run's progress.
  /// - Returns: The report, whether or not the campaign could be read back.
  /// - Throws: A failure before anything was sent.
  public func run(
    until stop: StopSignal = StopSignal(), tellingEach interval: Duration = .seconds(1),
    progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> LoadReport {
    try await LoadSession.withThreads(threads) { configuration throws(LoadFailure) in
      let reader = CampaignReader(plan.options.addresses, configuration: configuration)
      let result: Result<LoadReport, LoadFailure>
      do throws(LoadFailure) {
        let campaign = try await campaign(readWith: reader, until: stop)
        let sent = try await LoadSession(plan, configuration: configuration).send(
          to: campaign, until: stop, tellingEach: interval, progress: progress)
        result = .success(await CampaignReadback(reader: reader, plan: plan, sent: sent, before: campaign).report())
      } catch {
        result = .failure(error)
      }
      await reader.close()
      return try result.get()
    }
  }

  private func campaign(
    readWith reader: CampaignReader, until stop: StopSignal
  ) async throws(LoadFailure) -> CampaignMessage {
    let id = plan.options.campaignID
    do throws(RPCClientError) {
      return try await stop.cutting { () throws(RPCClientError) in try await reader.campaign(id) }
    } catch {
      guard !stop.isStopped else { throw LoadFailure("stopped before anything was sent: nothing is proven") }
      throw LoadFailure("campaign \(id) can't be read", error)
    }
  }
}
