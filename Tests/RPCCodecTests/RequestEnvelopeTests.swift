import NIOCore
import Testing

@testable import RPCCodec

@Suite struct RequestEnvelopeTests {
  private static let methodNames: [MethodName] = [.createCampaign, .issueCoupon, .healthCheck]
  private static let methods = MethodTable(methodNames)
  private static let names = WireBytes.field(1, MethodName.campaignService) + .field(2, "IssueCoupon")

  private func decode(_ bytes: ByteBuffer, codec: MessageCodec = MessageCodec()) throws -> RequestEnvelope {
    try RequestEnvelope.decode(bytes, methods: Self.methods, with: codec)
  }

  @Test func theBytesOfProtobufAreRead() throws {
    let envelope = try decode(ByteBuffer(hex: SampleMessages.requestHex))
    #expect(
      envelope
        == RequestEnvelope(
          method: .known(index: 1), payload: ByteBuffer(bytes: [8, 42]), timeoutNanoseconds: -1,
          metadata: [MetadataEntry(key: "accept-language", value: "ko")]))
  }

  @Test func whatTheEncoderWritesIsOneFrameThatIsReadBack() throws {
    let codec = MessageCodec()
    let request = IssueCouponRequest(campaignID: 42)
    var frame = ByteBuffer(string: "x")
    try RequestEncoder.append(
      streamID: 5, method: .issueCoupon, message: request, timeoutNanoseconds: -1,
      metadata: [MetadataEntry(key: "accept-language", value: "ko")], to: &frame, with: codec)
    #expect(frame.readString(length: 1) == "x")
    guard case .frame(let read) = FrameOutcome(decoding: [frame]).events.first else {
      Issue.record("no frame")
      return
    }
    #expect(read.header.streamID == 5)
    #expect(read.header.type == FrameType.request)
    #expect(read.header.flags == 0)
    #expect(read.data.hex == SampleMessages.requestHex)
    let envelope = try decode(read.data, codec: codec)
    #expect(try IssueCouponRequest.decode(envelope.payload, with: codec) == request)
  }

  @Test func thePayloadIsASliceOfTheFrame() throws {
    let data = (Self.names + .field(3, "payload") + .field(4, 1)).buffer
    let envelope = try decode(data)
    let offset = (Self.names + .tag(3, 2) + .varint(7)).bytes.count
    #expect(
      envelope.payload.withUnsafeReadableBytes { $0.baseAddress }
        == data.withUnsafeReadableBytes { $0.baseAddress.map { $0 + offset } })
    #expect(envelope.payload == ByteBuffer(string: "payload"))
  }

  @Test func thePayloadIsFoundInABufferThatWasReadFrom() throws {
    var data = ByteBuffer(string: "read before") + (Self.names + .field(3, "payload")).buffer
    data.moveReaderIndex(forwardBy: 11)
    #expect(try decode(data).payload == ByteBuffer(string: "payload"))
  }

  @Test func ofTwoPayloadsTheLastCountsAndAnAbsentOneIsEmpty() throws {
    #expect(
      try decode((.field(3, "first") + Self.names + .field(3, "second")).buffer).payload == ByteBuffer(string: "second")
    )
    #expect(try decode(Self.names.buffer).payload == ByteBuffer())
    #expect(try decode((.field(3, "first") + Self.names + .field(3, "")).buffer).payload == ByteBuffer())
  }

  @Test func unknownMethodsAreNamed() throws {
    let unknown = WireBytes.field(1, MethodName.campaignService) + .field(2, "Issuecoupon")
    #expect(
      try decode(unknown.buffer).method
        == .unknown(MethodName(service: MethodName.campaignService, method: "Issuecoupon")))
    #expect(try decode(ByteBuffer()).method == .unknown(MethodName(service: "", method: "")))
    let swapped = WireBytes.field(1, "grpc.health.v1.Health") + .field(2, "IssueCoupon")
    #expect(
      try decode(swapped.buffer).method
        == .unknown(MethodName(service: "grpc.health.v1.Health", method: "IssueCoupon")))
  }

  @Test func everyMethodOfATableIsFoundByItsIndex() throws {
    for (index, name) in Self.methodNames.enumerated() {
      let bytes = WireBytes.field(2, name.method) + .field(1, name.service)
      #expect(try decode(bytes.buffer).method == .known(index: index))
    }
  }

  @Test func brokenTextOfTheEnvelopeIsToldByItsField() {
    let faults: [(WireBytes, MessageDecodingError)] = [
      (.field(1, [0xFF]), .invalidUTF8(field: "service")), (.field(2, "a\0"), .containsNUL(field: "method")),
      (.field(5, .field(1, [0xC0])), .invalidUTF8(field: "key")),
      (.field(5, .field(2, "\0")), .containsNUL(field: "value")),
    ]
    for (bytes, fault) in faults {
      #expect(decodingError(ofRequest: bytes.buffer) == fault)
    }
  }

  @Test func bytesThatAreNoEnvelopeAreMalformed() {
    for bytes: [UInt8] in [[0x00], [0xFF], [0x0A], [0x0A, 0x05, 0x61], [0x18, 0x01], [0x2A, 0x01, 0x0A], [0x0B]] {
      #expect(isMalformed(decodingError(ofRequest: ByteBuffer(bytes: bytes))))
    }
  }

  @Test func anEnvelopeCutAnywhereIsRefusedOrAShorterEnvelope() {
    let whole = ByteBuffer(hex: SampleMessages.requestHex)
    let refused = (0..<whole.readableBytes).count { count in
      isMalformed(decodingError(ofRequest: whole.split(at: count)[0]))
    }
    #expect(refused == whole.readableBytes - 5)
  }

  @Test func metadataIsBounded() throws {
    let entry = WireBytes.field(5, .field(1, "k"))
    let limit = MessageLimits.server.maximumMetadataEntries
    #expect(try decode((Self.names + entry.repeated(limit)).buffer).metadata.count == limit)
    let tooMany = (Self.names + entry.repeated(limit + 1)).buffer
    #expect(decodingError(ofRequest: tooMany) == .tooManyFields(limit: limit))
  }

  @Test func theTimeoutKeepsItsSign() throws {
    for timeout: Int64 in [0, 1, -1, .min, .max] {
      let bytes = Self.names + .field(4, UInt64(bitPattern: timeout))
      #expect(try decode(bytes.buffer).timeoutNanoseconds == timeout)
    }
  }

  @Test func aRequestThatNoFrameHoldsIsRefusedAndNothingIsWritten() {
    var buffer = ByteBuffer(string: "x")
    let payload = ByteBuffer(repeating: 1, count: FrameLimits.protocolMaximumBytes)
    #expect(throws: FrameEncodingError.self) {
      try RequestEncoder.append(
        streamID: 1, method: .issueCoupon, payload: payload, to: &buffer, with: MessageCodec())
    }
    #expect(buffer == ByteBuffer(string: "x"))
  }
}
