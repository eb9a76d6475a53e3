import CCampaignProto
public import NIOCore

/// The bytes of an answer whose status says when to come back, but for the delay itself: the answer to a crowd that
/// waits for a start. The status is encoded once, and for each caller its last detail, a `google.rpc.RetryInfo`, is
/// written behind it by hand.
public struct EncodedDelayStatus: Equatable, Sendable {
  /// A `google.rpc.Status` without that detail.
  private let status: [UInt8]

  /// The bytes of a status to which a RetryInfo is to be added.
  public init(_ status: RPCStatus, with codec: MessageCodec) {
    self.status = codec.usingArena {
      let packable = PackableMessage(status.build(in: codec.arena))
      return [UInt8](unsafeUninitializedCapacity: packable.byteCount) { bytes, count in
        count = packable.pack(to: UnsafeMutableRawBufferPointer(bytes))
      }
    }
  }

  /// Appends the whole frame: header, `ttrpc.Response`, status and RetryInfo.
  func append(streamID: UInt32, delay: ProtobufDuration, to buffer: inout ByteBuffer) {
    let value =
      Varint(UInt64(bitPattern: delay.seconds)).fieldByteCount
      + Varint(UInt64(bitPattern: Int64(delay.nanos))).fieldByteCount
    let retryInfo = Self.byteCount(ofField: value)
    let any = Self.byteCount(ofField: Self.typeURL.count) + Self.byteCount(ofField: retryInfo)
    let whole = status.count + Self.byteCount(ofField: any)
    let response = Self.byteCount(ofField: whole)
    buffer.reserveCapacity(minimumWritableBytes: FrameHeader.byteCount + response)
    FrameEncoder.append(
      FrameHeader(length: UInt32(clamping: response), streamID: streamID, type: FrameType.response), to: &buffer)
    Self.beginField(1, byteCount: whole, in: &buffer)  // ttrpc.Response.status
    buffer.writeBytes(status)
    Self.beginField(3, byteCount: any, in: &buffer)  // google.rpc.Status.details
    Self.beginField(1, byteCount: Self.typeURL.count, in: &buffer)  // google.protobuf.Any.type_url
    buffer.writeBytes(Self.typeURL)
    Self.beginField(2, byteCount: retryInfo, in: &buffer)  // google.protobuf.Any.value
    Self.beginField(1, byteCount: value, in: &buffer)  // google.rpc.RetryInfo.retry_delay
    Varint(UInt64(bitPattern: delay.seconds)).write(asField: 1, to: &buffer)  // google.protobuf.Duration.seconds
    Varint(UInt64(bitPattern: Int64(delay.nanos))).write(asField: 2, to: &buffer)  // google.protobuf.Duration.nanos
  }

  private static let typeURL = Array((StatusDetail.typeURLPrefix + RetryInfo.fullName).utf8)

  /// The size of a field with so many bytes, tag and length included; all its numbers are below 16.
  private static func byteCount(ofField byteCount: Int) -> Int {
    1 + Varint(UInt64(byteCount)).byteCount + byteCount
  }

  private static func beginField(_ number: UInt8, byteCount: Int, in buffer: inout ByteBuffer) {
    buffer.writeInteger(number << 3 | WireType.lengthDelimited.rawValue)
    Varint(UInt64(byteCount)).write(to: &buffer)
  }
}

extension ResponseEncoder {
  /// Appends an answer whose bytes are known already, but for the delay that it names.
  public static func append(
    streamID: UInt32, status: EncodedDelayStatus, delay: Duration, to buffer: inout ByteBuffer
  ) {
    status.append(streamID: streamID, delay: ProtobufDuration(delay), to: &buffer)
  }
}
