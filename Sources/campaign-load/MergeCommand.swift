import ArgumentParser
import LoadReporting
import ProgramConventions

/// `campaign-load merge`: the reports of several runs as one.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merges the JSON reports of several runs on one campaign into one report.",
    discussion: """
      Counts are added, and so are the latencies, without losing any; the time is that from the first start to the last \
      end. Bursts are merged with bursts and races with races, whose latencies count from different points. The merged \
      report holds if every part holds and the parts don't contradict each other. It can be merged again.

      Exit status: 0 every invariant held; 99 one is broken, and is named; 130 a part was interrupted; 1 a part proves \
      nothing, a file is no report, or one can't be written; 98 a threshold of --fail-on was exceeded; 2 wrong usage. The \
      first of these that applies counts.
      """)

  @Argument(help: ArgumentHelp("The files that --json wrote.", valueName: "file"))
  var files: [String]

  @OptionGroup var report: ReportFlags

  func run() async throws {
    let output = try ReportOutput(report, inputs: files)
    var merge = ReportMerge()
    let merged: LoadReport
    do {
      for file in files { try merge.add(try InputFile.bytes(file), name: file) }
      merged = try merge.report()
    } catch let refusal as MergeRefusal {
      throw ProgramFailure(.localFailure, "error: \(refusal)")
    }
    try output.write(merged)
  }
}
