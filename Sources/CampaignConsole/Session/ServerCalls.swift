internal import ProgramConventions
internal import RPCClient

/// Calls to the server of the console; their errors are the program's end.
final class ServerCalls {
  private let client: CampaignClient
  let console: Console
  private let firstDeadline: ContinuousClock.Instant
  private var isFirst = true

  private init(_ client: CampaignClient, _ console: Console, firstDeadline: ContinuousClock.Instant) {
    self.client = client
    self.console = console
    self.firstDeadline = firstDeadline
  }

  /// Connects, lets the body call, and closes the connection.
  static func with(_ console: Console, _ body: (ServerCalls) async throws -> Void) async throws {
    let deadline = ContinuousClock.now + console.timeout
    var configuration = RPCClientConfiguration()
    configuration.connectTimeout = console.timeout
    configuration.metadata.acceptLanguage = console.language.rawValue
    let address = ServerAddress(host: console.address.host, port: console.address.port)
    let client: CampaignClient
    do {
      client = try await CampaignClient.connect(to: address, configuration: configuration)
    } catch {
      throw console.failure(error)
    }
    let result = await Result { try await body(ServerCalls(client, console, firstDeadline: deadline)) }
    await client.close()
    try result.get()
  }

  /// Calls a method of the client. The time to connect is part of the first call's.
  func call<Request, Answer>(
    _ method: (CampaignClient) -> (Request, Duration?) async throws(RPCClientError) -> Answer, _ request: Request
  ) async throws(ProgramFailure) -> Answer {
    let timeout = isFirst ? firstDeadline - .now : console.timeout
    isFirst = false
    do throws(RPCClientError) {
      guard timeout > .zero else { throw RPCClientError.timedOut }
      return try await method(client)(request, timeout)
    } catch {
      throw console.failure(error)
    }
  }
}
