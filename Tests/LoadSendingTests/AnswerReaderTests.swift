import NIOCore
import RPCClient
import RPCCodec
import ScriptedServer
import Testing

@testable import LoadSending

struct AnswerReaderTests {
  private let codec = MessageCodec(limits: .client)

  /// The data of a frame, as it comes from the decoder.
  private func data(_ append: (inout ByteBuffer) throws -> Void) rethrows -> ByteBuffer {
    var frame = ByteBuffer()
    try append(&frame)
    frame.moveReaderIndex(forwardBy: FrameHeader.byteCount)
    return frame
  }

  private func data(_ status: RPCStatus) -> ByteBuffer {
    data { ResponseEncoder.append(streamID: 1, status: status, to: &$0, with: codec) }
  }

  @Test func aCouponIsRead() throws {
    let coupon = CouponMessage(code: "가나다", campaignID: 7, userID: "minji", sequence: 3)
    let bytes = try data {
      try ResponseEncoder.append(
        streamID: 1, message: IssueCouponResponse(coupon: coupon, alreadyIssued: true), to: &$0, with: codec)
    }
    var reader = AnswerReader()
    #expect(reader.read(bytes) == .coupon(coupon, isReplay: true))
  }

  @Test func anEntryIsReadWhereTheQueueIsJoined() throws {
    let entry = QueueEntryMessage(requestID: "x", campaignID: 7, userID: "minji", status: .waiting, position: 3)
    let bytes = try data {
      try ResponseEncoder.append(
        streamID: 1, message: JoinQueueResponse(entry: entry, message: "3"), to: &$0, with: codec)
    }
    var reader = AnswerReader(through: .queue(waitLimit: .seconds(1)))
    #expect(reader.read(bytes) == .entry(entry))
    let empty = try data {
      try ResponseEncoder.append(streamID: 1, message: JoinQueueResponse(message: "3"), to: &$0, with: codec)
    }
    #expect(reader.read(empty) == .malformed)
  }

  @Test func refusalsAreReadTheSameWhetherTheyWereSeenBeforeOrNot() {
    var reader = AnswerReader()
    // The answers are of more kinds than are remembered, several times over.
    for _ in 0..<3 {
      for number in 0..<20 {
        let retryAfter: Duration? = number % 2 == 0 ? .milliseconds(number) : nil
        let status = scriptedStatus(.unavailable, "REASON_\(number)", retryAfter: retryAfter)
        for _ in 0..<3 {
          #expect(
            reader.read(data(status))
              == .refusal(
                Outcome(name: "REASON_\(number)", mayHaveIssued: false), .notDone(retryAfter: retryAfter ?? .zero)))
        }
      }
    }
    #expect(
      reader.read(data(scriptedStatus(.unknown, "OUTCOME_UNKNOWN")))
        == .refusal(Outcome(name: "OUTCOME_UNKNOWN", mayHaveIssued: true), .maybeDone(retryAfter: .zero)))
  }

  @Test func whatIsNoAnswerIsMalformed() throws {
    var reader = AnswerReader()
    #expect(reader.read(ByteBuffer(bytes: [0xFF, 0xFF, 0xFF])) == .malformed)
    #expect(reader.read(ByteBuffer()) == .malformed)
    let empty = try data {
      try ResponseEncoder.append(streamID: 1, message: IssueCouponResponse(), to: &$0, with: codec)
    }
    #expect(reader.read(empty) == .malformed)
  }
}
