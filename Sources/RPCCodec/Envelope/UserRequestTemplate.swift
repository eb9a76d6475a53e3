public import NIOCore

/// Appends the frames of many calls that differ in their user alone, of IssueCoupon or JoinQueue: for whoever sends
/// hundreds of thousands a second. The bytes are those that ``RequestEncoder`` makes; what doesn't change is encoded
/// once.
public struct UserRequestTemplate: Sendable {
  /// Everything before the payload's length, the header left out.
  private let beginning: [UInt8]
  /// The payload before the user.
  private let campaign: [UInt8]
  /// Everything behind the payload.
  private let end: [UInt8]

  /// Calls for coupons of one campaign, all with the same time limit. The method's request has the campaign as its
  /// field 1 and the user as its field 2.
  public init(method: MethodName, campaignID: Int64, timeoutNanoseconds: Int64) {
    var beginning: [UInt8] = []
    for (number, text) in [(1, method.service), (2, method.method)] {
      beginning.append(UInt8(number << 3) | WireType.lengthDelimited.rawValue)
      Self.append(varint: UInt64(text.utf8.count), to: &beginning)
      beginning += text.utf8
    }
    beginning.append(3 << 3 | WireType.lengthDelimited.rawValue)
    self.beginning = beginning
    campaign = Self.field(1, varint: campaignID)
    end = Self.field(4, varint: timeoutNanoseconds)
  }

  /// Appends the call of a user, whose name is UTF-8 of at most 128 bytes; a longer one is cut there.
  public func append(streamID: UInt32, user: UnsafeRawBufferPointer, to buffer: inout ByteBuffer) {
    let user = UnsafeRawBufferPointer(rebasing: user.prefix(128))
    let userBytes = user.isEmpty ? 0 : 1 + Self.varintBytes(user.count) + user.count
    let payloadBytes = campaign.count + userBytes
    let hasPayload = payloadBytes > 0
    // An empty payload isn't sent; its tag is the last byte of the beginning.
    let beginningBytes = hasPayload ? beginning.count : beginning.count - 1
    let lengthBytes = hasPayload ? Self.varintBytes(payloadBytes) : 0
    let dataBytes = beginningBytes + lengthBytes + payloadBytes + end.count
    let header = FrameHeader(length: UInt32(dataBytes), streamID: streamID, type: FrameType.request)
    let byteCount = FrameHeader.byteCount + dataBytes
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: byteCount) { bytes in
      header.write(to: bytes)
      var writer = ByteWriter(bytes: bytes, position: FrameHeader.byteCount)
      beginning.withUnsafeBytes { writer.write(UnsafeRawBufferPointer(rebasing: $0.prefix(beginningBytes))) }
      if hasPayload { writer.write(varint: payloadBytes) }
      campaign.withUnsafeBytes { writer.write($0) }
      if !user.isEmpty {
        writer.write(byte: 2 << 3 | WireType.lengthDelimited.rawValue)
        writer.write(varint: user.count)
        writer.write(user)
      }
      end.withUnsafeBytes { writer.write($0) }
      return byteCount
    }
  }

  /// A field of a number, or nothing for 0, which isn't sent.
  private static func field(_ number: Int, varint value: Int64) -> [UInt8] {
    guard value != 0 else { return [] }
    var bytes = [UInt8(number << 3) | WireType.varint.rawValue]
    append(varint: UInt64(bitPattern: value), to: &bytes)
    return bytes
  }

  private static func append(varint value: UInt64, to bytes: inout [UInt8]) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  /// The bytes of a length below 2^14, which no payload of ours passes.
  private static func varintBytes(_ length: Int) -> Int {
    length < 0x80 ? 1 : 2
  }
}

/// Writes into bytes that have room for everything.
private struct ByteWriter {
  let bytes: UnsafeMutableRawBufferPointer
  var position: Int

  @inline(__always)
  mutating func write(_ source: UnsafeRawBufferPointer) {
    guard let from = source.baseAddress else { return }
    bytes.baseAddress?.advanced(by: position).copyMemory(from: from, byteCount: source.count)
    position += source.count
  }

  @inline(__always)
  mutating func write(byte: UInt8) {
    bytes[position] = byte
    position += 1
  }

  @inline(__always)
  mutating func write(varint length: Int) {
    if length < 0x80 { return write(byte: UInt8(length)) }
    write(byte: UInt8(length & 0x7F) | 0x80)
    write(byte: UInt8(length >> 7))
  }
}
