import CampaignApplication
import CampaignDomain
import NIOCore
import RPCCodec
import Testing

@testable import RPCServer

@Suite struct ConstantStatusTests {
  @Test func everyErrorIsAnsweredAsTheTableSays() {
    let codec = MessageCodec()
    for row in ContractRow.all {
      let status = ErrorStatusTable.status(for: row.error)
      var expected = ByteBuffer()
      ResponseEncoder.append(streamID: 3, status: status, to: &expected, with: codec)
      var answers = AnswerBuffer(
        statuses: StatusEncoder(codec: codec), spare: SpareBuffer(keptCapacity: 1 << 10))
      let code = answers.append(row.error, streamID: 3)
      #expect(answers.bytes == expected)
      #expect(code == row.code)
    }
  }

  @Test(arguments: [
    UseCaseError.soldOut, .campaignPaused, .campaignClosed, .idempotencyKeyReused, .outcomeUnknown, .deadlineExceeded,
  ])
  func whatManyAreToldIsEncodedOnce(error: UseCaseError) {
    #expect(ConstantStatus.status(for: .useCase(error)) != nil)
  }

  /// Whoever waits for a start is told the same as if it had been encoded for them alone.
  @Test func theTimeLeftIsWrittenIntoWhatWasEncodedBefore() {
    let statuses = StatusEncoder(codec: MessageCodec())
    let starts = [Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000), .earliest, .latest]
    let delays: [Duration] = [
      .zero, .nanoseconds(1), .nanoseconds(127), .nanoseconds(128), .microseconds(999_999), .milliseconds(500),
      .seconds(1), .seconds(1) + .nanoseconds(16_384), .seconds(127), .seconds(128),
      .seconds(86_400 * 365) + .milliseconds(1),
      .seconds(ProtobufDuration.maximumSeconds), .seconds(-1),
    ]
    for delay in delays {
      for start in starts {
        let error = CallError.useCase(.campaignNotStarted(startTime: start, timeLeft: delay))
        var (expected, written) = (ByteBuffer(), ByteBuffer())
        ResponseEncoder.append(
          streamID: 3, status: ErrorStatusTable.status(for: error), to: &expected, with: statuses.codec)
        let code = statuses.append(error, streamID: 3, to: &written)
        #expect(written == expected && code == .failedPrecondition)
      }
    }
  }
}
