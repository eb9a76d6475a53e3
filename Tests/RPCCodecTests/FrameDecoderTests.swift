import NIOCore
import RPCCodec
import Testing

@Suite struct FrameDecoderTests {
  @Test func aHeaderIsReadInNetworkOrder() {
    let bytes: [UInt8] = [0, 0, 0, 2, 0, 0, 1, 3, 2, 4, 0xAA, 0xBB]
    let outcome = FrameOutcome(decoding: [ByteBuffer(bytes: bytes)])
    let header = FrameHeader(length: 2, streamID: 259, type: 2, flags: 4)
    #expect(outcome.events == [.frame(Frame(header: header, data: ByteBuffer(bytes: [0xAA, 0xBB])))])
    #expect(outcome.error == nil)
  }

  @Test func whatTheEncoderWritesTheDecoderReads() {
    let outcome = FrameOutcome(decoding: [.frame([1, 2, 3], streamID: 0xFFFF_FFFF, type: 3, flags: 0xFF)])
    let header = FrameHeader(length: 3, streamID: 0xFFFF_FFFF, type: 3, flags: 0xFF)
    #expect(outcome.events == [.frame(Frame(header: header, data: ByteBuffer(bytes: [1, 2, 3])))])
  }

  @Test func manyFramesComeOutOfOneRead() {
    var read = ByteBuffer()
    for stream in 0..<1_000 {
      read = read + .frame([UInt8(stream & 0xFF)], streamID: UInt32(stream))
    }
    let outcome = FrameOutcome(decoding: [read])
    #expect(outcome.events.count == 1_000)
    #expect(outcome.largestBufferedBytes == 0)
  }

  @Test func framesAreSlicesOfWhatWasRead() throws {
    let read = ByteBuffer.frame([1, 2, 3]) + .frame([4, 5])
    var decoder = FrameDecoder(limits: .server)
    decoder.append(read)
    let place = read.withUnsafeReadableBytes { $0.baseAddress }
    for offset in [FrameHeader.byteCount, 2 * FrameHeader.byteCount + 3] {
      guard case .frame(let frame) = try decoder.next() else {
        Issue.record("no frame")
        return
      }
      #expect(frame.data.withUnsafeReadableBytes { $0.baseAddress } == place.map { $0 + offset })
    }
  }

  @Test func aFrameWithoutDataIsAFrame() {
    let outcome = FrameOutcome(decoding: [.frame([])])
    #expect(outcome.events.count == 1)
  }

  @Test func aFrameThatIsNotWholeWaits() throws {
    var decoder = FrameDecoder(limits: .server)
    decoder.append(ByteBuffer.frame([1, 2, 3]).split(at: 12)[0])
    #expect(try decoder.next() == nil)
    #expect(decoder.bufferedBytes == 12)
  }

  @Test func dataOfTheGreatestLengthIsKeptAndOneByteMoreIsNot() {
    let limits = FrameLimits(maximumDataBytes: 100)
    let kept = FrameOutcome(decoding: [.frame(Array(repeating: 7, count: 100))], limits: limits)
    guard case .frame = kept.events.first else {
      Issue.record("a frame within the limit was not kept")
      return
    }
    let tooLong = FrameOutcome(decoding: [.frame(Array(repeating: 7, count: 101)), .frame([1])], limits: limits)
    #expect(tooLong.events.first == .oversized(FrameHeader(length: 101, streamID: 1, type: 1)))
    #expect(tooLong.events.count == 2)
  }

  @Test func anOversizedFrameIsKnownFromItsHeaderAloneAndItsBytesAreNotKept() throws {
    let length = FrameLimits.protocolMaximumBytes
    var decoder = FrameDecoder(limits: .server)
    var header = ByteBuffer()
    FrameEncoder.append(FrameHeader(length: UInt32(length), streamID: 9, type: 1), to: &header)
    decoder.append(header)
    #expect(try decoder.next() == .oversized(FrameHeader(length: UInt32(length), streamID: 9, type: 1)))
    let chunk = ByteBuffer(repeating: 0xFF, count: 4_096)
    for _ in 0..<(length / 4_096) {
      decoder.append(chunk)
      #expect(try decoder.next() == nil)
      #expect(decoder.bufferedBytes == 0)
    }
    decoder.append(.frame([1], streamID: 11))
    guard case .frame(let frame) = try decoder.next() else {
      Issue.record("the frame after an oversized one was lost")
      return
    }
    #expect(frame.header.streamID == 11)
  }

  @Test(arguments: [0, 4, 5, 255] as [UInt8])
  func dataOfAnUnknownTypeIsSkippedWithoutBeingKept(type: UInt8) throws {
    var decoder = FrameDecoder(limits: .server)
    var header = ByteBuffer()
    FrameEncoder.append(FrameHeader(length: 100_000, streamID: 1, type: type), to: &header)
    decoder.append(header)
    let expected = Frame(header: FrameHeader(length: 100_000, streamID: 1, type: type), data: ByteBuffer())
    #expect(try decoder.next() == .frame(expected))
    for _ in 0..<100 {
      decoder.append(ByteBuffer(repeating: 1, count: 1_000))
      #expect(try decoder.next() == nil)
      #expect(decoder.bufferedBytes == 0)
    }
    decoder.append(.frame([1], streamID: 3))
    #expect(try decoder.next() != nil)
  }

  @Test(arguments: [0x0040_0001, 0x00FF_FFFF, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
  func aLengthBeyondTheProtocolEndsTheConnectionHoweverItIsRead(length: UInt32) {
    var bytes = ByteBuffer()
    FrameEncoder.append(FrameHeader(length: length, streamID: 1, type: 1), to: &bytes)
    let whole = FrameOutcome(decoding: [bytes])
    #expect(whole.error != nil)
    #expect(whole.events.isEmpty)
    for offset in 0...bytes.readableBytes {
      #expect(FrameOutcome(decoding: bytes.split(at: offset)) == whole)
    }
  }

  @Test(arguments: ["GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "\u{16}\u{03}\u{01}"])
  func anotherProtocolIsKnownFromItsFirstByte(preface: String) {
    let outcome = FrameOutcome(decoding: ByteBuffer(string: preface).pieces { 1 })
    #expect(outcome.error == .lengthBeyondProtocol(UInt32(preface.utf8.first ?? 0) << 24))
  }

  @Test func afterAnErrorThereIsNothingButThatError() {
    var decoder = FrameDecoder(limits: .server)
    decoder.append(ByteBuffer(bytes: [1]))
    #expect(throws: FrameDecodingError.lengthBeyondProtocol(1 << 24)) { try decoder.next() }
    decoder.append(.frame([1]))
    #expect(throws: FrameDecodingError.lengthBeyondProtocol(1 << 24)) { try decoder.next() }
    #expect(decoder.bufferedBytes == 0)
  }

  @Test func framesBeforeAnErrorAreDelivered() {
    let outcome = FrameOutcome(decoding: [.frame([1]) + ByteBuffer(bytes: [0xFF])])
    #expect(outcome.events.count == 1)
    #expect(outcome.error == .lengthBeyondProtocol(0xFF00_0000))
  }

  @Test func limitsNeverGoBeyondTheProtocol() {
    #expect(FrameLimits(maximumDataBytes: .max).maximumDataBytes == 4 << 20)
    #expect(FrameLimits(maximumDataBytes: -1).maximumDataBytes == 0)
  }
}
