import SeededRandomness
import NIOCore
import RPCCodec
import Testing

/// The places at which the network cuts the stream change nothing.
@Suite struct FrameChunkingTests {
  private static let limits = FrameLimits(maximumDataBytes: 20)

  /// Frames of every kind, short enough to be cut at every offset.
  private static let stream: ByteBuffer =
    .frame([1, 2, 3], streamID: 1) + .frame([], streamID: 3) + .frame(Array(repeating: 9, count: 21), streamID: 5)
    + .frame(Array(0..<20), streamID: 7, type: 2) + .frame([5, 5], streamID: 9, type: 77, flags: 1)
    + .frame([6], streamID: 11, type: 3) + .frame(Array(repeating: 0, count: 40), streamID: 13, type: 0)
    + .frame(Array(repeating: 8, count: 50), streamID: 15) + .frame([4], streamID: 17)

  @Test func theStreamHasAnEventForEachFrame() {
    let outcome = FrameOutcome(decoding: [Self.stream], limits: Self.limits)
    #expect(outcome.events.count == 9)
    #expect(outcome.error == nil)
  }

  @Test func everySplitInTwoGivesTheSameEvents() {
    let whole = FrameOutcome(decoding: [Self.stream], limits: Self.limits)
    for offset in 0...Self.stream.readableBytes {
      #expect(FrameOutcome(decoding: Self.stream.split(at: offset), limits: Self.limits) == whole)
    }
  }

  @Test func everySplitInThreeGivesTheSameEvents() {
    let whole = FrameOutcome(decoding: [Self.stream], limits: Self.limits)
    for first in stride(from: 0, through: Self.stream.readableBytes, by: 3) {
      let head = Self.stream.split(at: first)
      for second in stride(from: 0, through: head[1].readableBytes, by: 5) {
        let outcome = FrameOutcome(decoding: [head[0]] + head[1].split(at: second), limits: Self.limits)
        #expect(outcome == whole)
      }
    }
  }

  @Test func byteByByteGivesTheSameEventsAndKeepsNoMoreThanAFrame() {
    let whole = FrameOutcome(decoding: [Self.stream], limits: Self.limits)
    let slow = FrameOutcome(decoding: Self.stream.pieces { 1 }, limits: Self.limits)
    #expect(slow == whole)
    #expect(slow.largestBufferedBytes < FrameHeader.byteCount + Self.limits.maximumDataBytes)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func randomFramesInRandomChunksGiveTheSameEvents(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var stream = ByteBuffer()
    for _ in 0..<200 {
      let count = Int.random(in: 0...(Bool.random(using: &generator) ? 30 : 2), using: &generator)
      let data = generator.bytes(count)
      let type = UInt8.random(in: 0...4, using: &generator)
      stream = stream + .frame(data, streamID: UInt32.random(in: 0 ... .max, using: &generator), type: type)
    }
    let whole = FrameOutcome(decoding: [stream], limits: Self.limits)
    #expect(whole.events.count == 200)
    let chunks = stream.pieces { Int.random(in: 1...64, using: &generator) }
    let outcome = FrameOutcome(decoding: chunks, limits: Self.limits)
    #expect(outcome == whole)
    #expect(outcome.largestBufferedBytes < FrameHeader.byteCount + Self.limits.maximumDataBytes)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func randomBytesNeverBringItDownAndKeepNoMoreThanAFrame(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var bytes = generator.bytes(4_000)
    // Lengths are mostly short: other bytes are an error at once.
    for index in bytes.indices where Int.random(in: 0..<3, using: &generator) > 0 {
      bytes[index] = 0
    }
    let stream = ByteBuffer(bytes: bytes)
    let whole = FrameOutcome(decoding: [stream])
    let pieces = FrameOutcome(decoding: stream.pieces { Int.random(in: 1...9, using: &generator) })
    #expect(pieces == whole)
    #expect(pieces.largestBufferedBytes < FrameHeader.byteCount + FrameLimits.server.maximumDataBytes)
  }

  @Test func leavingFramesUndrainedBetweenReadsLosesNothing() throws {
    var decoder = FrameDecoder(limits: Self.limits)
    var events: [FrameEvent] = []
    for piece in Self.stream.pieces({ 7 }) {
      decoder.append(piece)
      if let event = try decoder.next() {
        events.append(event)
      }
    }
    while let event = try decoder.next() {
      events.append(event)
    }
    #expect(events == FrameOutcome(decoding: [Self.stream], limits: Self.limits).events)
  }
}
