import NIOCore
import RPCCodec
import Synchronization

/// Means by which the connections of an event loop encode, one for all of them: the codec with the statuses encoded by
/// it, and the storage of their answers. Its memory is kept once a loop and not once a connection.
final class EventLoopCodecs: Sendable {
  struct Shared {
    let statuses: StatusEncoder
    let spare: SpareBuffer
  }

  private let keptAnswerBytes: Int
  private let loops = Mutex<[ObjectIdentifier: NIOLoopBound<Shared>]>([:])

  init(keptAnswerBytes: Int) {
    self.keptAnswerBytes = keptAnswerBytes
  }

  /// The part that the connections of this event loop share; called on it.
  func shared(on eventLoop: any EventLoop) -> Shared {
    let bound = loops.withLock { loops in
      if let shared = loops[ObjectIdentifier(eventLoop)] { return shared }
      let shared = NIOLoopBound(
        Shared(
          statuses: StatusEncoder(codec: MessageCodec()), spare: SpareBuffer(keptCapacity: keptAnswerBytes)),
        eventLoop: eventLoop)
      loops[ObjectIdentifier(eventLoop)] = shared
      return shared
    }
    return bound.value
  }
}

/// Storage that one connection of an event loop after the other writes its answers into.
final class SpareBuffer {
  private var bytes = ByteBuffer()
  /// A buffer that grew beyond this is not kept.
  private let keptCapacity: Int

  init(keptCapacity: Int) {
    self.keptCapacity = keptCapacity
  }

  /// An empty buffer, with storage unless somebody has it.
  func take() -> ByteBuffer {
    let taken = bytes
    bytes = ByteBuffer()
    return taken
  }

  /// Keeps the storage of an empty buffer for whoever is next.
  func give(_ empty: ByteBuffer) {
    if bytes.capacity < empty.capacity, empty.capacity <= keptCapacity {
      bytes = empty
    }
  }
}
