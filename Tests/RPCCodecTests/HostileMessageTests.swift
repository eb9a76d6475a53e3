import SeededRandomness
import NIOCore
import RPCCodec
import Testing

@Suite struct HostileMessageTests {
  @Test func brokenTextIsToldByItsField() {
    for broken: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80]] {
      let bytes = WireBytes.field(1, 1) + .field(2, broken)
      #expect(decodingError(of: bytes.buffer, as: IssueCouponRequest.self) == .invalidUTF8(field: "user_id"))
    }
  }

  @Test func textWithNULIsToldByItsField() {
    for text in ["\0", "a\0", "\0a", "12345678\0", "1234567\0abcdefgh"] {
      let bytes = WireBytes.field(3, text)
      #expect(
        decodingError(of: bytes.buffer, as: IssueCouponRequest.self) == .containsNUL(field: "idempotency_key"))
    }
  }

  @Test func brokenTextIsFoundInNestedMessagesToo() {
    let bytes = WireBytes.field(2, WireBytes.field(1, "ok") + .field(3, [0x80]))
    #expect(decodingError(of: bytes.buffer, as: GetCampaignResponse.self) == .invalidUTF8(field: "user_id"))
  }

  @Test func textInUnknownFieldsIsNobodysBusiness() throws {
    let bytes = WireBytes.field(99, [0xFF, 0x00])
    #expect(try IssueCouponRequest.decode(bytes.buffer, with: MessageCodec()) == IssueCouponRequest())
  }

  @Test(arguments: [3, 4, 6, 7] as [UInt64])
  func groupsAndWireTypesThatDoNotExistAreMalformed(wireType: UInt64) {
    for number: UInt64 in [1, 2, 99] {
      let bytes = WireBytes.tag(number, wireType) + .field(1, 1)
      #expect(isMalformed(decodingError(of: bytes.buffer, as: IssueCouponRequest.self)))
    }
  }

  @Test func aKnownFieldOfAWrongWireTypeIsMalformed() {
    let wrong: [WireBytes] = [
      .field(1, "text"), .tag(1, 5) + .raw([1, 2, 3, 4]), .tag(1, 1) + .raw([1, 2, 3, 4, 5, 6, 7, 8]), .field(2, 7),
      .tag(2, 5) + .raw([1, 2, 3, 4]),
    ]
    for bytes in wrong {
      #expect(isMalformed(decodingError(of: bytes.buffer, as: IssueCouponRequest.self)))
    }
    #expect(
      decodingError(of: WireBytes.field(2, 7).buffer, as: IssueCouponRequest.self)
        == .malformed("user_id has the wrong wire type"))
    #expect(isMalformed(decodingError(of: WireBytes.field(1, 7).buffer, as: IssueCouponResponse.self)))
  }

  @Test func fieldNumbersOutsideTheRangeAreMalformed() {
    for bytes: WireBytes in [.field(0, 1), .field(1 << 29, 1), .field(1 << 50, 1)] {
      #expect(isMalformed(decodingError(of: bytes.buffer, as: IssueCouponRequest.self)))
    }
    #expect(decodingError(of: WireBytes.field((1 << 29) - 1, 1).buffer, as: IssueCouponRequest.self) == nil)
  }

  @Test func aVarintOfTenBytesIsReadAndOneOfElevenIsMalformed() throws {
    let ten = WireBytes.tag(1, 0) + .raw(Array(repeating: 0xFF, count: 9) + [0x01])
    #expect(try IssueCouponRequest.decode(ten.buffer, with: MessageCodec()).campaignID == -1)
    let eleven = WireBytes.tag(1, 0) + .raw(Array(repeating: 0x80, count: 10) + [0x00])
    #expect(isMalformed(decodingError(of: eleven.buffer, as: IssueCouponRequest.self)))
  }

  @Test func aLengthPastTheEndIsMalformed() {
    for length: UInt64 in [2, 1 << 31, 1 << 32, .max, 1 << 63] {
      let bytes = WireBytes.tag(2, 2) + .varint(length) + .raw([0x61])
      #expect(isMalformed(decodingError(of: bytes.buffer, as: IssueCouponRequest.self)))
    }
  }

  @Test func aNestedMessageMayNotReachPastItsParent() {
    // The coupon's code says 5 bytes, the coupon has 3 of them.
    let bytes = WireBytes.field(1, .tag(1, 2) + .varint(5) + .raw([0x61])) + .raw([0x62, 0x62, 0x62, 0x62])
    #expect(isMalformed(decodingError(of: bytes.buffer, as: IssueCouponResponse.self)))
  }

  /// Legal protobuf that no encoder writes: the parts would have to be merged, which protobuf-c does wrongly.
  @Test func aMessageFieldThatComesInPartsIsMalformed() {
    let parts = WireBytes.field(3, .field(1, 1)) + .field(3, .field(2, 1))
    #expect(
      decodingError(of: parts.buffer, as: CreateCampaignRequest.self) == .malformed("start_time comes more than once"))
    let repeated = WireBytes.field(2, .field(4, 1)) + .field(2, .field(4, 2))
    #expect(decodingError(of: repeated.buffer, as: GetCampaignResponse.self) == nil)
  }

  @Test func aMessageCutAnywhereIsRefusedOrAShorterMessage() throws {
    let whole = ByteBuffer(hex: SampleMessages.getCampaignResponseHex)
    let codec = MessageCodec(limits: .client)
    var refused = 0
    for count in 0..<whole.readableBytes {
      let cut = whole.split(at: count)[0]
      do throws(MessageDecodingError) {
        _ = try GetCampaignResponse.decode(cut, with: codec)
      } catch {
        #expect(isMalformed(error))
        refused += 1
      }
    }
    // A cut leaves a message only between two fields of the outermost one.
    #expect(refused == whole.readableBytes - 4)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func randomBytesNeverBringItDown(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let codec = MessageCodec(limits: .server)
    for _ in 0..<500 {
      let count = Int.random(in: 0...64, using: &generator)
      let bytes = ByteBuffer(bytes: generator.bytes(count))
      _ = try? CampaignMessage.decode(bytes, with: codec)
      _ = try? GetCampaignResponse.decode(bytes, with: codec)
      _ = try? CreateCampaignRequest.decode(bytes, with: codec)
      _ = try? RPCStatus.decode(bytes, with: codec)
      _ = try? ResponseEnvelope.decode(bytes, with: codec)
      _ = try? RequestEnvelope.decode(bytes, methods: MethodTable([.issueCoupon]), with: codec)
    }
    #expect(codec.retainedBytes <= 256 << 10)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func changedBytesOfRealMessagesNeverBringItDown(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let codec = MessageCodec(limits: .client)
    let samples = [SampleMessages.getCampaignResponseHex, SampleMessages.statusHex, SampleMessages.requestHex]
    for hex in samples {
      for _ in 0..<200 {
        var bytes = Array(ByteBuffer(hex: hex).readableBytesView)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        let changed = ByteBuffer(bytes: bytes)
        _ = try? GetCampaignResponse.decode(changed, with: codec)
        _ = try? RPCStatus.decode(changed, with: codec)
        _ = try? RequestEnvelope.decode(changed, methods: MethodTable([.issueCoupon]), with: codec)
      }
    }
    #expect(codec.retainedBytes <= 256 << 10)
  }
}
