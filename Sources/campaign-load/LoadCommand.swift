import LoadReporting
import LoadSending
import ProgramConventions

/// The common parts of the commands that put load on a campaign.
enum LoadCommand {
  /// The text on a run that every help has.
  static let discussion = """
    A start that is past fires at once. The start is taken from this machine's clock: keep it together with the \
    database's, or early requests end as CAMPAIGN_NOT_STARTED. SIGINT and SIGTERM end the sending; the proof is made of \
    what was sent. A second one ends the program at once.

    Exit status: 0 every invariant held; 99 one is broken, and is named; 130 interrupted; 1 nothing was proven (nothing \
    was sent, nobody was served, the campaign can't be read back), or a report can't be written; 98 a threshold of \
    --fail-on was exceeded; 2 wrong usage. The first of these that applies counts.
    """

  /// The message when a run is told to stop.
  private static let stopping =
    "stopping: nothing more is sent, and the answers that are under way are awaited; a second signal ends at once"

  /// Makes a load of options; one that is impossible is wrong usage.
  static func make<Load>(_ load: () throws(LoadFailure) -> Load) throws -> Load {
    do {
      return try load()
    } catch {
      throw ProgramFailure(.usage, "error: \(error)")
    }
  }

  /// Runs a load until its end or the first signal, and writes its report.
  static func carryOut(_ options: LoadOptions, _ flags: ReportFlags) async throws {
    let run = try make { () throws(LoadFailure) in try LoadRun(options) }
    let output = try ReportOutput(flags)
    var report = try await untilSignal { stop, display throws(LoadFailure) in
      try await run.run(until: stop, tellingEach: display.interval) { display.show($0) }
    }
    report.inputs.program = "campaign-load \(ProgramVersion.text)"
    report.inputs.command = (["campaign-load"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
    try output.write(report)
  }

  /// Runs something that sends requests until its end or the first signal, and shows its progress. `notice` is said
  /// behind the message on the stop.
  static func untilSignal<Value>(
    notice: String = "",
    _ run: (StopSignal, ProgressDisplay) async throws(LoadFailure) -> Value
  ) async throws -> Value {
    let stop = StopSignal()
    let display = ProgressDisplay()
    let signal = Task {
      await ServiceProgram.waitForFirstSignal()
      guard !Task.isCancelled else { return }
      stop.stop()
      display.say(stopping + notice)
    }
    defer {
      signal.cancel()
      display.end()
    }
    do {
      return try await run(stop, display)
    } catch {
      throw ProgramFailure(stop.isStopped ? .interrupted : .localFailure, "error: \(error)")
    }
  }
}
