import NIOCore
import RPCCodec

/// Decoding and encoding, as the server does it for an IssueCoupon call.
enum WireOperations {
  /// The server's methods, in the order of its routes.
  private static let methods = MethodTable([
    .createCampaign, .getCampaign, .listCampaigns, .issueCoupon, .pauseCampaign, .resumeCampaign, .closeCampaign,
    .healthCheck,
  ])
  private static let framesPerRead = 64

  static func all() throws -> [Operation] {
    let frame = try requestFrame()
    return [
      decodingFrames(frame), try decodingRequest(frame), encodingAnswer(), encodingRefusal(), encodingDelay(),
      buildingRefusal(),
    ]
  }

  private static func requestFrame() throws -> ByteBuffer {
    var frame = ByteBuffer()
    try RequestEncoder.append(
      streamID: 1, method: .issueCoupon, message: IssueCouponRequest(campaignID: 1, userID: "0123456789abcdef"),
      timeoutNanoseconds: 5_000_000_000, to: &frame, with: MessageCodec())
    return frame
  }

  /// One frame's share of a read that holds many.
  private static func decodingFrames(_ frame: ByteBuffer) -> Operation {
    var read = ByteBuffer()
    for _ in 0..<framesPerRead { read.writeImmutableBuffer(frame) }
    let decoder = FrameDecoder(limits: .server)
    return Operation(name: "decode a frame of a batch") { times in
      var decoder = decoder
      for _ in 0..<max(times / framesPerRead, 1) {
        decoder.append(read)
        while let event = try? decoder.next() { keep(event) }
      }
    }
  }

  private static func decodingRequest(_ frame: ByteBuffer) throws -> Operation {
    let codec = MessageCodec()
    var decoder = FrameDecoder(limits: .server)
    decoder.append(frame)
    guard case .frame(let frame) = try decoder.next() else { throw BenchmarkFault.noFrame }
    return Operation(name: "decode envelope and request") { times in
      for _ in 0..<times {
        guard let envelope = try? RequestEnvelope.decode(frame.data, methods: methods, with: codec),
          let request = try? IssueCouponRequest.decode(envelope.payload, with: codec)
        else { return }
        keep(request)
      }
    }
  }

  private static func encodingAnswer() -> Operation {
    let codec = MessageCodec()
    let coupon = CouponMessage(
      code: "가1나2다3라4마5", campaignID: 1, userID: "0123456789abcdef", sequence: 1,
      issueTime: ProtobufTimestamp(seconds: 1_800_000_000, nanos: 123_456_000))
    let response = IssueCouponResponse(coupon: coupon, alreadyIssued: false)
    return Operation(name: "encode a coupon's answer") { times in
      var buffer = ByteBuffer()
      for _ in 0..<times {
        buffer.clear()
        try? ResponseEncoder.append(streamID: 1, message: response, to: &buffer, with: codec)
      }
      keep(buffer)
    }
  }

  /// The refusal as the server's table has it.
  private static let soldOut = RPCStatus(
    code: .failedPrecondition, message: "All coupons of the campaign are issued: stop asking.",
    details: [
      .errorInfo(ErrorInfo(reason: "SOLD_OUT", domain: "campaign.v1", metadata: ["http_status": "409"])),
      .localizedMessage(LocalizedMessage(locale: "ko", message: "잔여 쿠폰 없음")),
    ])

  private static func encodingRefusal() -> Operation {
    let status = EncodedStatus(soldOut, with: MessageCodec())
    return Operation(name: "append a refusal encoded before") { times in
      var buffer = ByteBuffer()
      for _ in 0..<times {
        buffer.clear()
        ResponseEncoder.append(streamID: 1, status: status, to: &buffer)
      }
      keep(buffer)
    }
  }

  /// Encodes the refusal of a crowd that waits for a start: each caller is told another time that is left.
  private static func encodingDelay() -> Operation {
    let status = EncodedDelayStatus(soldOut, with: MessageCodec())
    return Operation(name: "append a refusal encoded before, and a delay") { times in
      var buffer = ByteBuffer()
      for number in 0..<times {
        buffer.clear()
        ResponseEncoder.append(streamID: 1, status: status, delay: .microseconds(number), to: &buffer)
      }
      keep(buffer)
    }
  }

  private static func buildingRefusal() -> Operation {
    let codec = MessageCodec()
    return Operation(name: "encode a refusal with details") { times in
      var buffer = ByteBuffer()
      for _ in 0..<times {
        buffer.clear()
        ResponseEncoder.append(streamID: 1, status: soldOut, to: &buffer, with: codec)
      }
      keep(buffer)
    }
  }
}

/// A reason why there is nothing to measure.
enum BenchmarkFault: Error {
  case noFrame
}
