import CampaignApplication
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
      var answers = AnswerBuffer(codec: codec, keptCapacity: 1 << 10)
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
}
