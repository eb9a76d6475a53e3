import LoadGenerator
import ProgramConventions

/// Where the documents of a report go, each with the file that it is written to.
struct ReportOutput {
  private typealias Document = (file: OutputFile, text: (LoadReport) -> String)

  private var documents: [Document] = []
  private var page: PageFile?

  init(_ flags: ReportFlags) throws {
    try OutputPaths.refuseSharedFile([("--json", flags.json), ("--html", flags.html), ("--hgrm", flags.hgrm)])
    do {
      if let path = flags.json { documents.append((try OutputFile(path), { $0.json + "\n" })) }
      page = try flags.html.map(PageFile.init)
      if let path = flags.hgrm { documents.append((try OutputFile(path), { $0.latencies.percentileText })) }
    } catch {
      discard()
      throw error
    }
    guard documents.count(where: { $0.file.isStandardOutput }) <= 1 else {
      discard()
      throw ProgramFailure(.usage, "error: only one document can go to standard output")
    }
  }

  /// Writes the report; the one for people goes to the standard stream that the others leave free. Ends the program as
  /// the report says.
  func write(_ report: LoadReport) throws {
    // Files first: whoever reads the standard streams may have left.
    try writePage(report)
    var unwritten = documents.filter { !$0.file.isStandardOutput }[...]
    while let document = unwritten.first {
      do {
        try document.file.write(document.text(report))
      } catch {
        for document in unwritten { document.file.discard() }
        throw error
      }
      unwritten.removeFirst()
    }
    if let document = documents.first(where: \.file.isStandardOutput) {
      try StandardStream.error.write(report.text + "\n")
      try document.file.write(document.text(report))
    } else {
      try StandardStream.output.write(report.text + "\n")
    }
    guard report.exitStatus == 0 else { throw ProgramFailure(ExitStatus(rawValue: report.exitStatus)) }
  }

  private func writePage(_ report: LoadReport) throws {
    do {
      try page?.write(report.html)
    } catch {
      for document in documents { document.file.discard() }
      throw error
    }
  }

  /// There will be no report.
  func discard() {
    for document in documents { document.file.discard() }
    page?.discard()
  }
}
