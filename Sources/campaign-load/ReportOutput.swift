import LoadReporting
import ProgramConventions

/// The destinations of a report's documents, each with the file that it is written to.
struct ReportOutput {
  private var documents: [(file: OutputFile, text: (LoadReport) -> String)] = []
  private let thresholds: [RunThreshold]

  /// Opens what can be opened; `inputs` are files that are read, and so may not be written to.
  init(_ flags: ReportFlags, inputs: [String] = []) throws {
    try OutputPaths.refuseSharedFile(
      [("--json", flags.json), ("--html", flags.html), ("--hgrm", flags.hgrm)], inputs: inputs)
    thresholds = flags.thresholds.all
    if let path = flags.json { documents.append((try OutputFile(path), { $0.json + "\n" })) }
    if let path = flags.html { documents.append((try OutputFile(path, mustBeFile: "--html"), { $0.html })) }
    if let path = flags.hgrm { documents.append((try OutputFile(path), { $0.latencies.percentileText })) }
    guard documents.count(where: { $0.file.isStandardOutput }) <= 1 else {
      throw ProgramFailure(.usage, "error: only one document can go to standard output")
    }
  }

  /// Writes the report, and ends the program as the report says.
  func write(_ report: LoadReport) throws {
    var report = report
    report.compare(with: thresholds)
    try RunEnding.write(
      documents.map { (file: $0.file, text: $0.text(report)) }, text: report.text + "\n", verdict: report.verdict)
  }
}
