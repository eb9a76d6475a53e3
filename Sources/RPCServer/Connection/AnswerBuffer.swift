import NIOCore
import RPCCodec

/// Answers of one turn, encoded behind each other into one buffer that is written at once.
struct AnswerBuffer {
  /// All answers since the last reset.
  private(set) var bytes = ByteBuffer()
  private let statuses: StatusEncoder
  /// A buffer that grew beyond this is not kept for the next turn.
  private let keptCapacity: Int

  init(statuses: StatusEncoder, keptCapacity: Int) {
    self.statuses = statuses
    self.keptCapacity = keptCapacity
  }

  var byteCount: Int { bytes.readableBytes }

  /// Appends a success.
  ///
  /// - Returns: the error that was appended in its place because the message is larger than a frame may be.
  mutating func append<Message: WireMessage>(_ message: Message, streamID: UInt32) -> CallError? {
    do throws(FrameEncodingError) {
      try ResponseEncoder.append(streamID: streamID, message: message, to: &bytes, with: statuses.codec)
      return nil
    } catch {
      switch error {
      case .tooLong(let byteCount):
        let error = CallError.responseTooLarge(bytes: byteCount, limit: FrameLimits.protocolMaximumBytes)
        append(error, streamID: streamID)
        return error
      }
    }
  }

  /// Appends an error.
  ///
  /// - Returns: the code of its status.
  @discardableResult
  mutating func append(_ error: CallError, streamID: UInt32) -> StatusCode {
    statuses.append(error, streamID: streamID, to: &bytes)
  }

  /// The answers are on their way; their storage is used again if nobody holds it any more.
  mutating func reset() {
    if bytes.capacity > keptCapacity {
      bytes = ByteBuffer()
    } else {
      bytes.clear()
    }
  }
}
