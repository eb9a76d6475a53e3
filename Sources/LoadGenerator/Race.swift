/// One closed-loop load on one campaign: a number of calls is in flight, and each answer sends the next request.
public struct Race: Sendable {
  private let run: LoadRun

  /// A race that can be run; refused with the reason otherwise.
  public init(_ options: RaceOptions) throws(LoadRefusal) {
    run = LoadRun(plan: try LoadPlan(options))
  }

  init(_ options: RaceOptions, threads: Int) throws(LoadRefusal) {
    run = LoadRun(plan: try LoadPlan(options), threads: threads)
  }

  /// Waits for the start, sends all requests, waits for the answers, reads the campaign back and proves the outcome.
  ///
  /// - Parameters:
  ///   - stop: Ends the sending early.
  ///   - interval: How often progress is told.
  ///   - progress: Is told how far the run is.
  /// - Returns: The report, whether or not the campaign could be read back.
  /// - Throws: A failure before anything was sent.
  public func run(
    until stop: StopSignal = StopSignal(), tellingEach interval: Duration = .seconds(1),
    progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> LoadReport {
    try await run.run(until: stop, tellingEach: interval, progress: progress)
  }
}
