import LoadGenerator
import ProgramConventions

/// What the commands that put load on a campaign have in common.
enum LoadCommand {
  /// A run, as ``Burst`` and ``Race`` are.
  typealias Run = (StopSignal, Duration, @escaping @Sendable (LoadProgress) -> Void) async throws(LoadFailure) ->
    LoadReport

  /// What every help says of a run.
  static let discussion = """
    A start that is past fires at once. The start is taken from this machine's clock: keep it together with the \
    database's, or early requests end as CAMPAIGN_NOT_STARTED. SIGINT ends the sending; the proof is still made.

    Exit status: 0 every invariant held; 99 one is broken, and is named; 1 it could not be checked; 2 wrong usage.
    """

  /// Makes a load of options; one that is impossible is wrong usage.
  static func make<Load>(_ load: () throws(LoadRefusal) -> Load) throws -> Load {
    do {
      return try load()
    } catch {
      throw ProgramFailure(.usage, "error: \(error)")
    }
  }

  /// Runs a load until its end or the first signal, and writes its report.
  static func carryOut(_ flags: ReportFlags, _ run: Run) async throws {
    let output = try ReportOutput(flags)
    let report: LoadReport
    do {
      report = try await self.report(of: run)
    } catch {
      output.discard()
      throw error
    }
    try output.write(report)
  }

  private static func report(of run: Run) async throws -> LoadReport {
    try await untilSignal { stop, display throws(LoadFailure) in
      try await run(stop, display.interval) { display.show($0) }
    }
  }

  /// Runs something that sends requests until its end or the first signal, and shows how far it is.
  static func untilSignal<Value>(
    _ run: (StopSignal, ProgressDisplay) async throws(LoadFailure) -> Value
  ) async throws -> Value {
    let stop = StopSignal()
    let signal = Task {
      await ServiceProgram.waitForFirstSignal()
      if !Task.isCancelled { stop.stop() }
    }
    let display = ProgressDisplay()
    defer {
      signal.cancel()
      display.end()
    }
    do {
      return try await run(stop, display)
    } catch {
      throw ProgramFailure(.localFailure, "error: \(error)")
    }
  }
}
