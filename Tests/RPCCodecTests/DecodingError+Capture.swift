import NIOCore
import RPCCodec

/// The error of a decoding, or `nil` if it succeeds.
func decodingError<Message: WireMessage>(
  of bytes: ByteBuffer, as _: Message.Type, limits: MessageLimits = .server
) -> MessageDecodingError? {
  do throws(MessageDecodingError) {
    _ = try Message.decode(bytes, with: MessageCodec(limits: limits))
    return nil
  } catch {
    return error
  }
}

/// The error of decoding a request's envelope.
func decodingError(ofRequest bytes: ByteBuffer, limits: MessageLimits = .server) -> MessageDecodingError? {
  do throws(MessageDecodingError) {
    _ = try RequestEnvelope.decode(bytes, methods: MethodTable([.issueCoupon]), with: MessageCodec(limits: limits))
    return nil
  } catch {
    return error
  }
}

/// True if the error is that of bytes that are no protobuf.
func isMalformed(_ error: MessageDecodingError?) -> Bool {
  if case .malformed = error { true } else { false }
}
