/// Memory for one message at a time: allocation moves an offset, and everything is given back at once by ``reset()``.
/// Protobuf-c takes all that it needs for an unpack from here, so a decode makes no `malloc`.
final class MessageArena {
  /// The largest block that is kept from one message to the next; what a larger message took goes back to the system.
  static let maximumRetainedBytes = 256 << 10
  private static let firstBlockBytes = 4 << 10
  /// The least that a block has once the arena passed its limit, which only messages of our own may.
  private static let blockBytesBeyondLimit = 64 << 10
  private static let alignment = 16

  private struct Block {
    let start: UnsafeMutableRawPointer
    let count: Int

    init(count: Int) {
      start = .allocate(byteCount: count, alignment: MessageArena.alignment)
      self.count = count
    }
  }

  private let maximumBytes: Int
  private var current = Block(count: firstBlockBytes)
  private var used = 0
  private var fullBlocks: [Block] = []
  /// The bytes that the arena holds, in use or not.
  private(set) var allocatedBytes = firstBlockBytes

  /// An arena that gives protobuf-c at most about `maximumBytes`.
  init(maximumBytes: Int) {
    self.maximumBytes = maximumBytes
  }

  deinit {
    current.start.deallocate()
    for block in fullBlocks {
      block.start.deallocate()
    }
  }

  /// Uninitialised memory for `count` bytes, aligned for anything that a message holds.
  @inline(__always)
  func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    let needed = (count + Self.alignment - 1) & ~(Self.alignment - 1)
    if needed > current.count - used {
      addBlock(for: needed)
    }
    let result = current.start + used
    used += needed
    return result
  }

  /// The same for protobuf-c, whose need comes from outside: `nil` where the arena would grow beyond its limit.
  func allocateWithinLimit(_ count: Int) -> UnsafeMutableRawPointer? {
    guard count >= 0, count <= maximumBytes else {
      return nil
    }
    let fits = count + Self.alignment <= current.count - used
    return fits || count <= maximumBytes - allocatedBytes ? allocate(count) : nil
  }

  /// Gives everything back, and keeps one block for the next message.
  @inline(__always)
  func reset() {
    if allocatedBytes > current.count {
      keepOneBlock()
    }
    used = 0
  }

  private func addBlock(for needed: Int) {
    fullBlocks.append(current)
    // Doubling keeps the blocks few however large a message is; near the limit there is no more than was asked for.
    let bytesLeft = maximumBytes - allocatedBytes
    current = Block(
      count: max(needed, bytesLeft > 0 ? min(allocatedBytes, bytesLeft) : Self.blockBytesBeyondLimit))
    used = 0
    allocatedBytes += current.count
  }

  private func keepOneBlock() {
    var kept: Block?
    for block in fullBlocks + [current] {
      if block.count <= Self.maximumRetainedBytes, block.count > kept?.count ?? 0 {
        kept?.start.deallocate()
        kept = block
      } else {
        block.start.deallocate()
      }
    }
    fullBlocks = []
    current = kept ?? Block(count: Self.firstBlockBytes)
    allocatedBytes = current.count
  }
}
