public import NIOCore

extension IssueCouponRequest {
  /// The places of a request's fields in its bytes: whoever can refuse a call by looking at them makes no text of them.
  public struct Places: Equatable, Sendable {
    /// The campaign to issue from.
    public internal(set) var campaignID: Int64 = 0
    /// Offsets of the user in the request's bytes; empty: none is named.
    public internal(set) var userID = 0..<0
    /// Offsets of the key; empty: none is named.
    public internal(set) var idempotencyKey = 0..<0
  }

  /// Finds the fields, checked as ``decode(_:with:)`` checks them. `nil`: the bytes are no such request, and decoding
  /// tells what is wrong with them.
  public static func places(in bytes: UnsafeRawBufferPointer, with codec: MessageCodec) -> Places? {
    var places = Places()
    do throws(MessageDecodingError) {
      var scanner = MessageScanner(limits: codec.limits)
      try scanner.scan(bytes, as: descriptor.pointer, observer: &places)
      return places
    } catch {
      return nil
    }
  }
}

extension IssueCouponRequest {
  /// The request whose fields lie there, as ``places(in:with:)`` found them in the same bytes.
  public init(_ places: Places, in bytes: ByteBuffer) {
    self.init(
      campaignID: places.campaignID, userID: bytes.text(at: places.userID),
      idempotencyKey: bytes.text(at: places.idempotencyKey))
  }
}

extension ByteBuffer {
  fileprivate func text(at place: Range<Int>) -> String {
    getString(at: readerIndex + place.lowerBound, length: place.count) ?? ""
  }
}

extension IssueCouponRequest.Places: FieldObserver {
  @inline(__always)
  mutating func observe(_ number: UInt32, varint: UInt64) {
    if number == 1 {
      campaignID = Int64(bitPattern: varint)
    }
  }

  @inline(__always)
  mutating func observe(_ number: UInt32, place: Range<Int>) {
    switch number {
    case 2: userID = place
    case 3: idempotencyKey = place
    default: break
    }
  }
}
