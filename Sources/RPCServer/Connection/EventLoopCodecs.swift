import NIOCore
import RPCCodec
import Synchronization

/// One codec an event loop, shared by its connections: the memory that a large page took is kept once a loop and not once
/// a connection.
final class EventLoopCodecs: Sendable {
  private let codecs = Mutex<[ObjectIdentifier: NIOLoopBound<MessageCodec>]>([:])

  /// On this event loop: its codec.
  func codec(on eventLoop: any EventLoop) -> MessageCodec {
    let bound = codecs.withLock { codecs in
      if let codec = codecs[ObjectIdentifier(eventLoop)] { return codec }
      let codec = NIOLoopBound(MessageCodec(), eventLoop: eventLoop)
      codecs[ObjectIdentifier(eventLoop)] = codec
      return codec
    }
    return bound.value
  }
}
