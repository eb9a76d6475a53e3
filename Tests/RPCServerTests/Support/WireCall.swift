import NIOCore
import RPCCodec

/// Frames as a client writes them and answers as it reads them.
enum Wire {
  /// A request frame of a method and a message.
  static func request(
    _ streamID: UInt32, _ method: MethodName, _ message: some WireMessage, timeoutNanoseconds: Int64 = 0,
    flags: UInt8 = 0, language: String? = nil
  ) throws -> ByteBuffer {
    var frame = ByteBuffer()
    try RequestEncoder.append(
      streamID: streamID, method: method, message: message, timeoutNanoseconds: timeoutNanoseconds,
      metadata: language.map { [MetadataEntry(key: "accept-language", value: $0)] } ?? [], to: &frame,
      with: MessageCodec())
    frame.setInteger(flags, at: frame.readerIndex + 9)
    return frame
  }

  /// A request to issue a coupon of a campaign.
  static func issue(
    _ streamID: UInt32, campaignID: Int64 = 7, timeoutNanoseconds: Int64 = 0, flags: UInt8 = 0, language: String? = nil
  ) throws -> ByteBuffer {
    try request(
      streamID, .issueCoupon, IssueCouponRequest(campaignID: campaignID, userID: "ann"),
      timeoutNanoseconds: timeoutNanoseconds, flags: flags, language: language)
  }

  /// A frame with any header; its data are zeros.
  static func raw(
    length: UInt32, streamID: UInt32, type: UInt8 = FrameType.request, flags: UInt8 = 0, dataBytes: Int = 0
  ) -> ByteBuffer {
    var frame = ByteBuffer()
    frame.writeInteger(length)
    frame.writeInteger(streamID)
    frame.writeInteger(type)
    frame.writeInteger(flags)
    frame.writeRepeatingByte(0, count: dataBytes)
    return frame
  }

  /// A request frame with any data.
  static func raw(_ streamID: UInt32, data: [UInt8]) -> ByteBuffer {
    var frame = raw(length: UInt32(data.count), streamID: streamID)
    frame.writeBytes(data)
    return frame
  }
}

/// One answer as a client sees it.
struct WireAnswer: Equatable, Sendable {
  let streamID: UInt32
  let status: RPCStatus?
  let payload: ByteBuffer

  init(_ frame: Frame) throws {
    let envelope = try ResponseEnvelope.decode(frame.data, with: MessageCodec(limits: .client))
    streamID = frame.header.streamID
    status = envelope.status
    payload = envelope.payload
  }

  var reason: String? { status?.reason }

  func message<Message: WireMessage>(_ type: Message.Type = Message.self) throws -> Message {
    try Message.decode(payload, with: MessageCodec(limits: .client))
  }
}
