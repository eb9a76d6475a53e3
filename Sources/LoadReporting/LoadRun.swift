package import LoadSending
internal import RPCClient
internal import RPCCodec

/// A load on one campaign, from reading the campaign to proving what the load left behind.
package struct LoadRun: Sendable {
  /// The time that a page may take; a database that comes back after a crash is waited for.
  private static let pageTimeout: Duration = .seconds(60)

  private let plan: LoadPlan
  private let threads: Int

  /// A load that can be made, sent by so many threads; refused with the reason otherwise.
  package init(_ options: LoadOptions, threads: Int = LoadSession.mostThreads) throws(LoadFailure) {
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
  package func run(
    until stop: StopSignal = StopSignal(), tellingEach interval: Duration = .seconds(1),
    progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> LoadReport {
    try await LoadSession.withThreads(threads) { configuration throws(LoadFailure) in
      let reader = CampaignReader(plan.options.addresses, configuration: configuration)
      let result: Result<LoadReport, LoadFailure>
      do throws(LoadFailure) {
        let campaign = try await campaign(readWith: reader, until: stop)
        let line = try await line(readWith: reader, until: stop)
        let sent = try await LoadSession(plan, configuration: configuration).send(
          to: campaign, until: stop, tellingEach: interval, progress: progress)
        result = .success(await report(on: sent, before: campaign, line, readBackWith: reader))
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
    return try await first("campaign \(id) can't be read", until: stop) { () throws(RPCClientError) in
      try await reader.campaign(id)
    }
  }

  /// The counts of the line that the load goes through; `nil`: it goes past it.
  private func line(
    readWith reader: CampaignReader, until stop: StopSignal
  ) async throws(LoadFailure) -> GetQueueInfoResponse? {
    guard plan.options.through != .issue else { return nil }
    let id = plan.options.campaignID
    return try await first("the line of campaign \(id) can't be read", until: stop) { () throws(RPCClientError) in
      try await reader.line(of: id)
    }
  }

  /// A value that is read before anything is sent.
  private func first<Value: Sendable>(
    _ failure: String, until stop: StopSignal, _ read: @escaping @Sendable () async throws(RPCClientError) -> Value
  ) async throws(LoadFailure) -> Value {
    do throws(RPCClientError) {
      return try await stop.cutting(read)
    } catch {
      guard !stop.isStopped else { throw LoadFailure("stopped before anything was sent: nothing is proven") }
      throw LoadFailure(failure, error)
    }
  }

  /// Reads the campaign back and draws up the report.
  private func report(
    on sent: SentLoad, before: CampaignMessage, _ lineBefore: GetQueueInfoResponse?, readBackWith reader: CampaignReader
  ) async -> LoadReport {
    let (tally, naming) = (sent.tally, sent.naming)
    var report = LoadReport(
      plan: plan, seed: naming.seed, runID: String(UInt64.random(in: .min ... .max), radix: 16), campaign: before,
      tally: tally, generator: sent.generator)
    report.isInterrupted = sent.isInterrupted
    report.startTime = sent.startTime
    guard tally.sent > 0 || !sent.isInterrupted else {
      report.uncheckedReason = "stopped before anything was sent, so nothing is proven"
      return report
    }
    let acknowledgements = Acknowledgements(tally.acknowledged, naming: naming)
    let empty = CampaignReading(
      campaignID: plan.options.campaignID, acknowledgements: acknowledgements, naming: naming)
    do throws(RPCClientError) {
      let reading = try await reader.folded(plan.options.campaignID, timeout: Self.pageTimeout, into: empty) {
        $0.add($1)
      }
      guard let after = reading.campaign else { throw .malformedResponse("there is no campaign in it") }
      report.campaign.issuedAfter = after.issuedCoupons
      var line: LineReading?
      if let lineBefore {
        line = LineReading(
          before: lineBefore, after: try await reader.line(of: plan.options.campaignID),
          isInterrupted: sent.isInterrupted)
      }
      report.uncheckedReason = NothingProven.reason(
        outcomes: tally.outcomes, campaign: after, joined: line.map { _ in tally.line.entries.count })
      (report.invariants, report.unproven) = LoadProof(
        before: before, after: after, reading: reading, acknowledgements: acknowledgements, tally: tally,
        naming: naming, planned: plan.count, line: line
      ).divided(nothingProven: report.uncheckedReason)
    } catch {
      report.uncheckedReason =
        "the campaign can't be read back: \(error); see whether the server runs, and run this again"
    }
    return report
  }
}
