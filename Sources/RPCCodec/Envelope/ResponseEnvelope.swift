import CCampaignProto
public import NIOCore

/// The data of a response frame: a payload or a status.
public struct ResponseEnvelope: Equatable, Sendable {
  /// The reason of the call's failure; absent, or with the code ``StatusCode/ok``, it succeeded.
  public var status: RPCStatus?
  /// The response message's bytes: a slice of the frame's data.
  public var payload = ByteBuffer()

  /// The envelope that the data of a response frame is. The payload isn't copied.
  public static func decode(
    _ data: ByteBuffer, with codec: MessageCodec
  ) throws(MessageDecodingError) -> ResponseEnvelope {
    try data.withUnsafeReadableBytes { bytes -> Result<ResponseEnvelope, MessageDecodingError> in
      var places = ResponsePlaces()
      do throws(MessageDecodingError) {
        var scanner = MessageScanner(limits: codec.limits)
        try scanner.scan(bytes, as: responseDescriptor.pointer, observer: &places)
      } catch {
        return .failure(error)
      }
      let payload = data.slice(of: places.payload)
      guard places.hasStatus else {
        return .success(ResponseEnvelope(payload: payload))
      }
      return codec.unpack(bytes, as: responseDescriptor) { response in
        ResponseEnvelope(status: RPCStatus(reading: response.pointee.status, with: codec), payload: payload)
      }
    }.get()
  }
}

/// The places of the fields of a `ttrpc.Response`.
private struct ResponsePlaces: FieldObserver {
  var hasStatus = false
  var payload = 0..<0

  mutating func observe(_: UInt32, varint _: UInt64) {}

  @inline(__always)
  mutating func observe(_ number: UInt32, place: Range<Int>) {
    switch number {
    case 1: hasStatus = true
    case 2: payload = place
    default: break
    }
  }
}
