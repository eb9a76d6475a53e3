import NIOCore
import NIOPosix
import RPCClient
import RPCCodec
import ScriptedServer
import Testing

/// The callback interface over a real socket.
@Suite(.timeLimit(.minutes(1)))
struct RPCConnectionTests {
  private func connect(
    to server: ScriptedServer, _ configuration: RPCClientConfiguration = RPCClientConfiguration()
  ) async throws -> RPCConnection {
    try await RPCConnection.connect(
      to: ServerAddress(host: "127.0.0.1", port: server.port), on: MultiThreadedEventLoopGroup.singleton.next(),
      configuration: configuration
    ).get()
  }

  private func result(
    of connection: RPCConnection, timeout: Duration = .seconds(30)
  ) async -> Result<HealthCheckResponse, RPCClientError> {
    await withCheckedContinuation { continuation in
      connection.call(HealthCheckRequest(), timeout: timeout) {
        continuation.resume(returning: $0)
      }
    }
  }

  @Test func tenThousandCallsFromOtherThreadsAreAnsweredOnTheEventLoop() async throws {
    let server = try await ScriptedServer.start { _ in .message(HealthCheckResponse(status: .serving)) }
    let connection = try await connect(to: server)
    let statuses = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<10 {
        group.addTask {
          await withCheckedContinuation { continuation in
            let left = LockedCounter(1_000)
            for _ in 0..<1_000 {
              connection.call(HealthCheckRequest()) { result in
                let isRight =
                  connection.eventLoop.inEventLoop && (try? result.get())?.status == .serving
                if let isAllRight = left.countDown(isRight) { continuation.resume(returning: isAllRight) }
              }
            }
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.allSatisfy { $0 } && statuses.count == 10)
    try await connection.close().get()
    await server.stop()
  }

  @Test func moreCallsThanTheBoundAreRefused() async throws {
    var configuration = RPCClientConfiguration()
    configuration.maximumCallsInFlight = 1
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    let server = try await ScriptedServer.start { _ in
      arrived.yield()
      return .silence
    }
    let connection = try await connect(to: server, configuration)
    async let first = result(of: connection)
    for await _ in arrivals { break }
    #expect(await result(of: connection) == .failure(.tooManyCalls))
    try await connection.close().get()
    #expect(await first == .failure(.closed))
    await server.stop()
  }

  @Test func aTimeThatIsOverSendsNothing() async throws {
    let server = try await ScriptedServer.start { _ in
      Issue.record("a request came")
      return .silence
    }
    let connection = try await connect(to: server)
    #expect(await result(of: connection, timeout: .zero) == .failure(.timedOut))
    try await connection.close().get()
    await server.stop()
  }

  @Test func anAnswerThatIsTooLongFailsItsCallAlone() async throws {
    var configuration = RPCClientConfiguration()
    configuration.maximumResponseBytes = 100
    let server = try await ScriptedServer.start { call in
      call.timeoutNanoseconds > 20_000_000_000
        ? .message(IssueCouponResponse(coupon: CouponMessage(code: String(repeating: "x", count: 1_000))))
        : .message(HealthCheckResponse(status: .serving))
    }
    let connection = try await connect(to: server, configuration)
    #expect(
      await result(of: connection) == .failure(.malformedResponse("the answer is longer than 100 bytes")))
    #expect(try await result(of: connection, timeout: .seconds(10)).get().status == .serving)
    try await connection.close().get()
    await server.stop()
  }

  @Test func aServerThatNeverAnswersIsLeft() async throws {
    var configuration = RPCClientConfiguration()
    configuration.maximumCallsInFlight = 2
    let server = try await ScriptedServer.start { _ in .silence }
    let connection = try await connect(to: server, configuration)
    while connection.isActive {
      let result = await result(of: connection, timeout: .milliseconds(20))
      #expect(result == .failure(.timedOut) || result == .failure(.connectionLost))
    }
    try await connection.closeFuture.get()
    #expect(await result(of: connection) == .failure(.connectionLost))
    await server.stop()
  }

  @Test func aConnectionThatNobodyHoldsEnds() async throws {
    let server = try await ScriptedServer.start { _ in .message(HealthCheckResponse(status: .serving)) }
    let closed = try await {
      let connection = try await connect(to: server)
      _ = await result(of: connection)
      return connection.closeFuture
    }()
    try await closed.get()
    await server.stop()
  }
}
