import CampaignService
import NIOCore
import RPCCodec

/// Answers of one turn, encoded behind each other into one buffer that is written at once. Its storage is the event
/// loop's spare one: a connection keeps none from one turn to the next.
struct AnswerBuffer {
  /// All answers since the last reset.
  private(set) var bytes = ByteBuffer()
  private let statuses: StatusEncoder
  private let spare: SpareBuffer

  init(statuses: StatusEncoder, spare: SpareBuffer) {
    self.statuses = statuses
    self.spare = spare
  }

  var byteCount: Int { bytes.readableBytes }

  /// Appends a success; the language is that of an error in its place.
  ///
  /// - Returns: the error that was appended in its place because the message is larger than a frame may be.
  mutating func append<Message: WireMessage>(_ message: Message, in language: Language, streamID: UInt32) -> CallError?
  {
    takeStorage()
    do throws(FrameEncodingError) {
      try ResponseEncoder.append(streamID: streamID, message: message, to: &bytes, with: statuses.codec)
      return nil
    } catch {
      switch error {
      case .tooLong(let byteCount):
        let error = CallError.responseTooLarge(bytes: byteCount, limit: FrameLimits.protocolMaximumBytes)
        append(error, in: language, streamID: streamID)
        return error
      }
    }
  }

  /// Appends an error.
  ///
  /// - Returns: the code of its status.
  @discardableResult
  mutating func append(_ error: CallError, in language: Language, streamID: UInt32) -> StatusCode {
    takeStorage()
    return statuses.append(error, in: language, streamID: streamID, to: &bytes)
  }

  /// The answers are on their way; their storage is used again if nobody holds it any more.
  mutating func reset() {
    // The storage is ours alone if the peer took everything at once; otherwise it stays with what waits for the peer.
    bytes.clear(minimumCapacity: 0)
    spare.give(bytes)
    bytes = ByteBuffer()
  }

  private mutating func takeStorage() {
    if bytes.capacity == 0 {
      bytes = spare.take()
    }
  }
}
