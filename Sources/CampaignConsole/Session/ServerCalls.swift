internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// Calls to the server of the console; their errors are the program's end.
final class ServerCalls {
  let client: CampaignClient
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
    configuration.metadata = [MetadataEntry(key: "accept-language", value: console.language.rawValue)]
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

  /// Calls the method that takes the request. The time to connect is part of the first call's. `timeout`: that of the
  /// console, unless told.
  func call<Request: RepeatableRequest>(
    _ request: Request, timeout: Duration? = nil
  ) async throws(ProgramFailure) -> Request.Response {
    let timeout = isFirst ? firstDeadline - .now : timeout ?? console.timeout
    isFirst = false
    do throws(RPCClientError) {
      guard timeout > .zero else { throw RPCClientError.timedOut }
      return try await client.call(request, timeout: timeout)
    } catch {
      throw console.failure(error)
    }
  }

  /// Reads one page after the other; no more than one is held at a time.
  func forEachPage<Request: PageRequest>(
    from first: Request, _ body: (Request.Response) throws -> Void
  ) async throws {
    var next: Request? = first
    while let request = next {
      let page = try await call(request)
      try body(page)
      do throws(RPCClientError) { next = try request.next(after: page) } catch { throw console.failure(error) }
    }
  }
}
