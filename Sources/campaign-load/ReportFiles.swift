import ArgumentParser
import LoadGenerator
import ProgramConventions

/// The flags that say where a run's report goes, besides the terminal.
struct ReportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Writes the report as JSON to a file; - is standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Writes the report as a page with plots to a file.", valueName: "file"))
  var html: String?

  /// Opens what the flags name, before anything is sent.
  func open() throws -> ReportFiles {
    let page = try html.map(PageFile.init)
    do {
      return ReportFiles(json: try json.map(ReportOutput.init), page: page)
    } catch {
      page?.discard()
      throw error
    }
  }
}

/// Where a run's report goes.
struct ReportFiles {
  private let json: ReportOutput?
  private let page: PageFile?

  init(json: ReportOutput?, page: PageFile?) {
    self.json = json
    self.page = page
  }

  /// Writes the report everywhere it should go.
  func write(_ report: BurstReport) throws {
    do {
      try page?.write(report.html)
    } catch {
      json?.discard()
      // The numbers of a run that can't be had again.
      try StandardStream.error.write(report.text + "\n")
      throw error
    }
    if let json {
      try json.write(report)
    } else {
      try StandardStream.output.write(report.text + "\n")
    }
  }

  /// There will be no report.
  func discard() {
    json?.discard()
    page?.discard()
  }
}
