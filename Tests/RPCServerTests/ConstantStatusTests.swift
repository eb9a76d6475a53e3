import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite struct ConstantStatusTests {
  @Test func everyErrorIsAnsweredAsTheTableSays() {
    let codec = MessageCodec()
    for (row, language) in ContractRow.all.flatMap({ row in Language.allCases.map { (row, $0) } }) {
      let status = ErrorStatusTable.status(for: row.error, in: language)
      var expected = ByteBuffer()
      ResponseEncoder.append(streamID: 3, status: status, to: &expected, with: codec)
      var answers = AnswerBuffer(
        statuses: StatusEncoder(codec: codec), spare: SpareBuffer(keptCapacity: 1 << 10))
      let code = answers.append(row.error, in: language, streamID: 3)
      #expect(answers.bytes == expected)
      #expect(code == row.code)
    }
  }

  @Test(arguments: [
    UseCaseError.soldOut, .campaignNeverStarts, .campaignPaused, .campaignClosed, .idempotencyKeyReused,
    .outcomeUnknown, .deadlineExceeded, .queueOnly,
  ])
  func whatManyAreToldIsEncodedOnce(error: UseCaseError) {
    let constant = ConstantError(.useCase(error))
    #expect(
      constant.map { ErrorStatusTable.status(for: $0.error, in: .korean) }
        == ErrorStatusTable.status(for: .useCase(error), in: .korean))
  }

  /// Callers who wait for a start are told the same as if it had been encoded for each alone.
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
      for (start, language) in starts.flatMap({ start in Language.allCases.map { (start, $0) } }) {
        let error = CallError.useCase(.campaignNotStarted(startTime: start, timeLeft: delay))
        var (expected, written) = (ByteBuffer(), ByteBuffer())
        ResponseEncoder.append(
          streamID: 3, status: ErrorStatusTable.status(for: error, in: language), to: &expected, with: statuses.codec)
        let code = statuses.append(error, in: language, streamID: 3, to: &written)
        #expect(written == expected && code == .failedPrecondition)
      }
    }
  }
}
