import ScriptedServer
import Synchronization

/// A server that answers as a test says and remembers what it was asked.
final class RecordingServer: Sendable {
  private let server: ScriptedServer
  private let log: CallLog

  /// `127.0.0.1:PORT`.
  var address: String { "127.0.0.1:\(server.port)" }

  /// The calls that came in, in their order.
  var calls: [ScriptedCall] { log.calls.withLock { $0 } }

  private init(_ server: ScriptedServer, _ log: CallLog) {
    self.server = server
    self.log = log
  }

  /// Serves while the body runs.
  static func with(
    _ script: @escaping ScriptedServer.Script, _ body: (RecordingServer) async throws -> Void
  ) async throws {
    let log = CallLog()
    let server = try await ScriptedServer.start { call in
      log.calls.withLock { $0.append(call) }
      return script(call)
    }
    do {
      try await body(RecordingServer(server, log))
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}

private final class CallLog: Sendable {
  let calls = Mutex<[ScriptedCall]>([])
}
