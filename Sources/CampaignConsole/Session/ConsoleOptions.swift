internal import ArgumentParser
internal import FoundationEssentials
internal import ProgramConventions

/// The flags of a subcommand that asks the server.
struct ConsoleOptions: ParsableArguments {
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  /// The console that these flags ask for.
  func console() -> Console { output.console(address: server.address ?? .standard) }
}

/// The server. Subcommands that ask none take it too, unseen: every subcommand does.
struct ServerOptions: ParsableArguments {
  @Option(
    help: "The server (or CAMPAIGN_ADDRESS; default: \(Endpoint.standard)).",
    transform: Endpoint.connecting)
  var address: Endpoint?
}

/// The flags that say how a subcommand talks to its caller.
struct OutputOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "How long to wait for an answer, such as 5s, 250ms or 1m (default: 5s).",
    transform: Duration.timeLimitFlag)
  var timeout: Duration?

  @Option(help: "text for people, json for programs.")
  var output: OutputFormat = .text

  @Option(help: "The language of texts, ko or en (default: that of LC_ALL or LANG).")
  var language: Language?

  /// The console that these flags ask for, the locale of the environment included.
  func console(address: Endpoint = .standard) -> Console {
    Console(
      address: address, timeout: timeout ?? .seconds(5), output: output,
      language: language ?? Language.ofLocale(ProcessInfo.processInfo.environment))
  }
}

/// The readers of standard output: people, or programs, for whom it is in the protobuf JSON mapping.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
