import NIOCore
import RPCCodec
import Synchronization

/// One codec an event loop, shared by its connections, and the statuses encoded with it: the memory that a large page took
/// is kept once a loop and not once a connection.
final class EventLoopCodecs: Sendable {
  private let encoders = Mutex<[ObjectIdentifier: NIOLoopBound<StatusEncoder>]>([:])

  /// On this event loop: its encoder of statuses, which has its codec.
  func statusEncoder(on eventLoop: any EventLoop) -> StatusEncoder {
    let bound = encoders.withLock { encoders in
      if let encoder = encoders[ObjectIdentifier(eventLoop)] { return encoder }
      let encoder = NIOLoopBound(StatusEncoder(codec: MessageCodec()), eventLoop: eventLoop)
      encoders[ObjectIdentifier(eventLoop)] = encoder
      return encoder
    }
    return bound.value
  }
}
