import LoadReporting
import ProgramConventions

/// The destinations of a report's documents, each with the file that it is written to.
struct ReportOutput {
  private var documents: [(file: OutputFile, text: (LoadReport) -> String)] = []
  private let thresholds: [RunThreshold]

  /// Opens what can be opened; `inputs` are files that are read, and so may not be written to.
  init(_ flags: ReportFlags, inputs: [String] = []) throws {
    let paths = [("--json", flags.json), ("--html", flags.html), ("--hgrm", flags.hgrm)]
    try OutputPaths.refuseSharedFile(paths)
    try OutputPaths.refuseInputs(inputs, paths)
    thresholds = flags.thresholds.all
    if let path = flags.json { documents.append((try OutputFile(path), { $0.json + "\n" })) }
    if let path = flags.html { documents.append((try OutputFile(path, mustBeFile: "--html"), { $0.html })) }
    if let path = flags.hgrm { documents.append((try OutputFile(path), { $0.latencies.percentileText })) }
    guard documents.count(where: { $0.file.isStandardOutput }) <= 1 else {
      throw ProgramFailure(.usage, "error: only one document can go to standard output")
    }
  }

  /// Writes the report; the one for people goes to the standard stream that the others leave free. A document that
  /// can't be written costs no other one. Ends the program as the report says.
  func write(_ report: LoadReport) throws {
    var report = report
    report.compare(with: thresholds)
    var ending = RunEnding(report.verdict)
    // Files come first: the readers of the standard streams may have left.
    for document in documents where !document.file.isStandardOutput {
      ending.attempt { () throws(WriteFault) in try document.file.write(document.text(report)) }
    }
    let toStandardOutput = documents.first(where: \.file.isStandardOutput)
    ending.write(report.text + "\n", to: toStandardOutput == nil ? .output : .error)
    if let document = toStandardOutput {
      ending.attempt { () throws(WriteFault) in try document.file.write(document.text(report)) }
    }
    try ending.end()
  }
}
