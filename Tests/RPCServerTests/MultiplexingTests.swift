import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct MultiplexingTests {
  private typealias Held = HeldCalls<IssueInput, IssueOutput>

  private func output(_ call: Held.Held) -> IssueOutput {
    IssueOutput(coupon: Samples.coupon(campaignID: call.input.campaignID.rawValue), alreadyIssued: false)
  }

  @Test func answersComeInTheOrderOfCompletion() throws {
    let held = Held()
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1, campaignID: 10), Wire.issue(3, campaignID: 30), Wire.issue(5, campaignID: 50))
    #expect(try connection.answers().isEmpty)
    for call in held.take().reversed() {
      call.complete(.success(output(call)))
    }
    connection.runLoop()
    let answers = try connection.answers()
    #expect(answers.map(\.streamID) == [5, 3, 1])
    let coupons = try answers.map { try $0.message(IssueCouponResponse.self).coupon }
    #expect(coupons.map { $0?.campaignID } == [50, 30, 10])
  }

  @Test func answersGivenWhileReadingLeaveInOneWrite() throws {
    let connection = try EmbeddedConnection(.stubs())
    var read = ByteBuffer()
    for streamID in stride(from: UInt32(1), to: 200, by: 2) {
      var frame = try Wire.issue(streamID)
      read.writeBuffer(&frame)
    }
    try connection.receive(read)
    #expect(try connection.answers().count == 100)
    #expect(connection.writes == 1)
  }

  @Test func completionsOfOneTurnLeaveInOneWrite() throws {
    let held = Held()
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1), Wire.issue(3), Wire.issue(5))
    for call in held.take() {
      call.complete(.success(output(call)))
    }
    #expect(try connection.answers().isEmpty)
    connection.runLoop()
    #expect(try connection.answers().count == 3)
    #expect(connection.writes == 1)
  }

  @Test func callsAreReadAtEverySplitOfTheirBytes() throws {
    let request = try Wire.issue(1)
    for split in 1..<request.readableBytes {
      let connection = try EmbeddedConnection(.stubs())
      try connection.receive(try #require(request.getSlice(at: 0, length: split)))
      #expect(try connection.answers().isEmpty)
      let rest = request.readableBytes - split
      try connection.receive(try #require(request.getSlice(at: split, length: rest)))
      #expect(try connection.answers().map(\.streamID) == [1])
    }
  }

  @Test func completionsFromOtherThreadsAreAllAnswered() async throws {
    let threads = 4
    let calls = 1_000
    let useCase = StubUseCase<IssueInput, IssueOutput> { input, _, completion in
      Task.detached {
        completion(
          .success(
            IssueOutput(
              coupon: Samples.coupon(campaignID: input.campaignID.rawValue), alreadyIssued: false)))
      }
    }
    try await withServer(.issuing(with: useCase)) { address, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<threads {
          group.addTask {
            let client = try await SocketClient.connect(to: address)
            for number in 0..<calls {
              try await client.send(Wire.issue(UInt32(2 * number + 1), campaignID: Int64(number)))
            }
            let answers = await client.answers(calls)
            #expect(Set(answers.map(\.streamID)).count == calls)
            for answer in answers {
              let coupon = try answer.message(IssueCouponResponse.self).coupon
              #expect(coupon?.campaignID == Int64(answer.streamID / 2))
            }
            try await client.close()
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func anAnsweredStreamIDServesAgain() throws {
    let connection = try EmbeddedConnection(.stubs())
    for _ in 0..<3 {
      try connection.receive(Wire.issue(7))
      #expect(try connection.answers().map(\.streamID) == [7])
    }
    #expect(connection.isOpen)
  }
}
