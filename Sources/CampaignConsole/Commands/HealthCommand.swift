internal import ArgumentParser
internal import RPCCodec

/// `campaignctl health`
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Asks whether the server serves; exit status 0 if it does, 78 if not.")

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(HealthCheckRequest())
      let name = response.status.name ?? "\(response.status.rawValue)"
      let isServing = response.status == .serving
      // Readers of standard output alone find the answer there in both cases.
      try console.write(response) { isServing ? "\(console.wording.serving) (\(name))\n" : "\(name)\n" }
      guard isServing else { throw console.failure(.notServing(name)) }
    }
  }
}
