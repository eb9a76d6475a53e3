internal import ArgumentParser
internal import ProgramConventions

/// The flags that every subcommand takes.
struct ConsoleOptions: ParsableArguments {
  @Option(
    help: "The server (or CAMPAIGN_ADDRESS; default: \(Endpoint.standard)).",
    transform: Endpoint.connecting)
  var address: Endpoint?

  @Option(
    parsing: .unconditional, help: "How long to wait for an answer, such as 5s, 250ms or 1m (default: 5s).",
    transform: Duration.timeLimitFlag)
  var timeout: Duration?

  @Option(help: "text for people, json for programs.")
  var output: OutputFormat = .text

  @Option(help: "The language of texts, ko or en (default: that of LC_ALL or LANG).")
  var language: Language?

  /// The console that these flags ask for, the locale of the environment included.
  func console() -> Console {
    Console(
      address: address ?? .standard, timeout: timeout ?? .seconds(5), output: output,
      language: language ?? Language.ofLocale(ProcessEnvironment.variables()))
  }
}
