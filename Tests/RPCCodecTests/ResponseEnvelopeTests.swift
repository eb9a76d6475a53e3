import NIOCore
import Testing

@testable import RPCCodec

@Suite struct ResponseEnvelopeTests {
  private func response(of frame: ByteBuffer, codec: MessageCodec) throws -> ResponseEnvelope? {
    guard case .frame(let frame) = FrameOutcome(decoding: [frame], limits: .client).events.first else {
      return nil
    }
    #expect(frame.header.streamID == 3)
    #expect(frame.header.type == FrameType.response)
    #expect(frame.header.flags == 0)
    return try ResponseEnvelope.decode(frame.data, with: codec)
  }

  /// Payload lengths around each step of the length's own length.
  @Test(arguments: [1, 100, 126, 127, 128, 129, 16_382, 16_383, 16_384, 16_385, 2_097_151, 2_097_152, 3_000_000])
  func aResponseOfAnyLengthIsReadBack(length: Int) throws {
    let codec = MessageCodec(limits: .client)
    let message = HealthCheckRequest(service: String(repeating: "s", count: length))
    var frame = ByteBuffer()
    try ResponseEncoder.append(streamID: 3, message: message, to: &frame, with: codec)
    let envelope = try #require(try response(of: frame, codec: codec))
    #expect(envelope.status == nil)
    #expect(try HealthCheckRequest.decode(envelope.payload, with: codec) == message)
    #expect(frame.readableBytes == FrameHeader.byteCount + Int(frame.getInteger(at: 0, as: UInt32.self) ?? 0))
  }

  @Test func theBytesAreThoseOfProtobuf() throws {
    var frame = ByteBuffer()
    let issued = IssueCouponResponse(coupon: SampleMessages.coupon, alreadyIssued: true)
    try ResponseEncoder.append(streamID: 3, message: issued, to: &frame, with: MessageCodec())
    #expect(frame.hex == "00000030" + "00000003" + "0200" + "122e" + SampleMessages.issueCouponResponseHex)
  }

  @Test func anEmptyMessageIsAnEmptyResponse() throws {
    var frame = ByteBuffer()
    try ResponseEncoder.append(streamID: 3, message: IssueCouponResponse(), to: &frame, with: MessageCodec())
    #expect(frame.readableBytes == FrameHeader.byteCount)
    #expect(try response(of: frame, codec: MessageCodec()) == ResponseEnvelope())
  }

  @Test func aStatusIsReadBack() throws {
    var frame = ByteBuffer()
    ResponseEncoder.append(streamID: 3, status: SampleMessages.status, to: &frame, with: MessageCodec())
    #expect(try response(of: frame, codec: MessageCodec()) == ResponseEnvelope(status: SampleMessages.status))
  }

  @Test func aStatusThatWasEncodedBeforeIsTheSameFrame() {
    let codec = MessageCodec()
    var frame = ByteBuffer()
    ResponseEncoder.append(streamID: 3, status: SampleMessages.status, to: &frame, with: codec)
    var again = ByteBuffer()
    ResponseEncoder.append(streamID: 3, status: EncodedStatus(SampleMessages.status, with: codec), to: &again)
    #expect(again == frame)
  }

  @Test func aStatusAndAPayloadAreBothRead() throws {
    let bytes = WireBytes.field(2, "p") + .field(1, .field(1, 9) + .field(2, "sold out"))
    let envelope = try ResponseEnvelope.decode(bytes.buffer, with: MessageCodec())
    #expect(envelope.status == RPCStatus(code: .failedPrecondition, message: "sold out"))
    #expect(envelope.payload == ByteBuffer(string: "p"))
  }

  @Test func manyResponsesGoIntoOneBuffer() throws {
    let codec = MessageCodec()
    var buffer = ByteBuffer()
    for sequence in 0..<100 as Range<Int64> {
      let coupon = CouponMessage(sequence: sequence)
      try ResponseEncoder.append(streamID: 3, message: IssueCouponResponse(coupon: coupon), to: &buffer, with: codec)
      ResponseEncoder.append(streamID: 3, status: SampleMessages.status, to: &buffer, with: codec)
    }
    #expect(FrameOutcome(decoding: [buffer], limits: .client).events.count == 200)
  }

  @Test func aResponseThatNoFrameHoldsIsRefusedAndNothingIsWritten() {
    var buffer = ByteBuffer(string: "x")
    let message = HealthCheckRequest(service: String(repeating: "s", count: FrameLimits.protocolMaximumBytes))
    #expect(throws: FrameEncodingError.self) {
      try ResponseEncoder.append(streamID: 1, message: message, to: &buffer, with: MessageCodec())
    }
    #expect(buffer == ByteBuffer(string: "x"))
  }

  @Test func aStatusThatNoFrameHoldsIsSentWithoutItsDetails() throws {
    let text = String(repeating: "s", count: FrameLimits.protocolMaximumBytes)
    let status = RPCStatus(
      code: .internal, message: text, details: [.localizedMessage(LocalizedMessage(locale: "ko", message: text))])
    var frame = ByteBuffer()
    ResponseEncoder.append(streamID: 3, status: status, to: &frame, with: MessageCodec())
    let read = try #require(try response(of: frame, codec: MessageCodec(limits: .client))?.status)
    #expect(read.code == .internal)
    #expect(read.details.isEmpty)
    #expect(text.hasPrefix(read.message))
  }

  @Test func brokenResponsesAreRefused() {
    for bytes: [UInt8] in [[0x0A, 0x05], [0x12, 0x01], [0x08, 0x01], [0xFF], [0x0A, 0x03, 0x12, 0x01, 0xFF]] {
      #expect(throws: MessageDecodingError.self) {
        try ResponseEnvelope.decode(ByteBuffer(bytes: bytes), with: MessageCodec(limits: .client))
      }
    }
  }
}
