import Testing

@testable import RPCCodec

@Suite struct MessageArenaTests {
  @Test func piecesAreAlignedAndDoNotOverlap() {
    let arena = MessageArena(maximumBytes: 1 << 20)
    var pieces: [UnsafeMutableRawBufferPointer] = []
    for count in 0..<500 {
      let piece = UnsafeMutableRawBufferPointer(start: arena.allocate(count), count: count)
      #expect(UInt(bitPattern: piece.baseAddress).isMultiple(of: 16))
      for index in piece.indices {
        piece[index] = UInt8(count & 0xFF)
      }
      pieces.append(piece)
    }
    for (count, piece) in pieces.enumerated() {
      #expect(piece.allSatisfy { $0 == UInt8(count & 0xFF) })
    }
  }

  @Test func aSecondMessageOfTheSameSizeTakesNothingMore() {
    let arena = MessageArena(maximumBytes: 1 << 20)
    for _ in 0..<8 {
      _ = arena.allocate(10_000)
      arena.reset()
    }
    let held = arena.allocatedBytes
    for _ in 0..<100 {
      _ = arena.allocate(10_000)
      #expect(arena.allocatedBytes == held)
      arena.reset()
    }
  }

  @Test func whatALargeMessageTookGoesBack() {
    let arena = MessageArena(maximumBytes: 64 << 20)
    for _ in 0..<100 {
      _ = arena.allocate(100_000)
    }
    #expect(arena.allocatedBytes >= 10_000_000)
    arena.reset()
    #expect(arena.allocatedBytes <= MessageArena.maximumRetainedBytes)
  }

  @Test func aMessageBeyondTheLimitStillTakesFewBlocks() {
    let arena = MessageArena(maximumBytes: 16 << 10)
    var sizes: Set<Int> = []
    for _ in 0..<10_000 {
      _ = arena.allocate(64)
      sizes.insert(arena.allocatedBytes)
    }
    #expect(arena.allocatedBytes >= 640_000)
    #expect(sizes.count < 20)
  }

  @Test func protobufGetsNothingBeyondTheLimit() {
    let arena = MessageArena(maximumBytes: 64 << 10)
    var taken = 0
    while arena.allocateWithinLimit(1_000) != nil {
      taken += 1_000
    }
    #expect(taken > 32 << 10)
    #expect(arena.allocatedBytes <= 64 << 10)
    #expect(arena.allocateWithinLimit(-1) == nil)
    #expect(arena.allocateWithinLimit(.max) == nil)
    arena.reset()
    #expect(arena.allocateWithinLimit(1_000) != nil)
  }
}
