import ArgumentParser
import ProgramConventions

/// The destinations of a report, and the thresholds that it is compared with.
struct ReportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Writes the report as JSON to a file; - is standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Writes the latencies' percentiles to a file, in milliseconds and HdrHistogram's text format.",
      valueName: "file"))
  var hgrm: String?

  @Option(
    help: ArgumentHelp("Writes the report as one page with plots for a browser to a file.", valueName: "file"))
  var html: String?

  @OptionGroup var thresholds: ThresholdFlags
}
