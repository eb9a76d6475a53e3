internal import NIOCore
internal import RPCCodec
internal import Synchronization

/// A call that was handed to a connection.
///
/// Its completion is called exactly once, on the connection's event loop.
public final class RPCCall: Sendable {
  typealias Completion = @Sendable (Result<ByteBuffer, RPCClientError>, MessageCodec) -> Void

  private let completion: Completion
  private let connection: RPCConnection

  /// The call's stream while it waits for its answer; before that 0, afterwards ``ended``: no stream of a client has
  /// an even id. Only the event loop writes it.
  private let stream = Atomic<UInt32>(0)
  private static let ended: UInt32 = 2

  init(connection: RPCConnection, completion: @escaping Completion) {
    self.connection = connection
    self.completion = completion
  }

  /// Drops the call: it fails as ``RPCClientError/cancelled`` unless it has ended already. The server isn't told, and
  /// may do what it was asked.
  public func cancel() {
    guard streamID != Self.ended else { return }
    connection.cancel(self)
  }

  var streamID: UInt32 {
    get { stream.load(ordering: .relaxed) }
    set { stream.store(newValue, ordering: .relaxed) }
  }

  func finish(_ result: Result<ByteBuffer, RPCClientError>, with codec: MessageCodec) {
    streamID = Self.ended
    completion(result, codec)
  }
}
