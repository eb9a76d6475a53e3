import NIOCore
import RPCCodec
import Testing

/// The fields of a request as they lie in its bytes are those that decoding makes of it.
@Suite struct IssueCouponPlacesTests {
  private let codec = MessageCodec()

  private func text(_ place: Range<Int>, of bytes: ByteBuffer) -> String? {
    bytes.getString(at: bytes.readerIndex + place.lowerBound, length: place.count)
  }

  @Test(arguments: [
    IssueCouponRequest(), IssueCouponRequest(campaignID: -1, userID: "ann"),
    IssueCouponRequest(campaignID: .max, userID: "안나", idempotencyKey: "key"),
  ]) func placesAreWhereTheFieldsAre(request: IssueCouponRequest) throws {
    var bytes = ByteBuffer(string: "before")
    bytes.moveReaderIndex(forwardBy: 6)
    request.encode(into: &bytes, with: codec)
    let places = try #require(bytes.withUnsafeReadableBytes { IssueCouponRequest.places(in: $0, with: codec) })
    #expect(places.campaignID == request.campaignID)
    #expect(text(places.userID, of: bytes) == request.userID)
    #expect(text(places.idempotencyKey, of: bytes) == request.idempotencyKey)
  }

  @Test func theLastOfAFieldCounts() throws {
    let twice = WireBytes.field(1, 1) + .field(2, "ann") + .field(1, 2) + .field(2, "bob") + .field(9, "unknown")
    let places = try #require(twice.buffer.withUnsafeReadableBytes { IssueCouponRequest.places(in: $0, with: codec) })
    let request = try IssueCouponRequest.decode(twice.buffer, with: codec)
    #expect(places.campaignID == request.campaignID)
    #expect(text(places.userID, of: twice.buffer) == request.userID)
  }

  @Test(arguments: [
    WireBytes.field(1, "no number"), .field(2, 1), .field(2, [0xFF]), .field(2, "nul\0"), .raw([0x12, 0x05]),
    .field(9, 1).repeated(513),
  ]) func whatIsNotDecodedHasNoPlaces(bytes: WireBytes) {
    #expect(bytes.buffer.withUnsafeReadableBytes { IssueCouponRequest.places(in: $0, with: codec) } == nil)
    #expect(throws: MessageDecodingError.self) { try IssueCouponRequest.decode(bytes.buffer, with: codec) }
  }
}
