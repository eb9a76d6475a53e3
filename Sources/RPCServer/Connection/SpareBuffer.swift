import NIOCore

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
