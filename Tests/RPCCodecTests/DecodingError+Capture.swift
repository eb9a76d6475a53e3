import NIOCore
import RPCCodec

/// The error that a decode ends in, or nil where it succeeds.
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

/// The same of a request's envelope.
func decodingError(ofRequest bytes: ByteBuffer, limits: MessageLimits = .server) -> MessageDecodingError? {
  do throws(MessageDecodingError) {
    _ = try RequestEnvelope.decode(bytes, methods: MethodTable([.issueCoupon]), with: MessageCodec(limits: limits))
    return nil
  } catch {
    return error
  }
}

/// Whether the error is that of bytes that are no protobuf, whatever the words.
func isMalformed(_ error: MessageDecodingError?) -> Bool {
  if case .malformed = error { true } else { false }
}
