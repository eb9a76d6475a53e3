/// One open-loop load on one campaign, from reading the campaign to proving what it left behind.
public struct Burst: Sendable {
  private let run: LoadRun

  /// A burst that can be made; refused with the reason otherwise.
  public init(_ options: BurstOptions) throws(LoadRefusal) {
    run = LoadRun(plan: try LoadPlan(options))
  }

  init(_ options: BurstOptions, threads: Int) throws(LoadRefusal) {
    run = LoadRun(plan: try LoadPlan(options), threads: threads)
  }

  /// Waits for the start, fires, waits for the answers, reads the campaign back and proves the outcome.
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
