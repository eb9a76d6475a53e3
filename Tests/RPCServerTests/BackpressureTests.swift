import CampaignApplication
import CampaignService
import NIOCore
import NIOEmbedded
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct BackpressureTests {
  private let held = HeldCalls<IssueInput, IssueOutput>()
  private let output = IssueOutput(coupon: Samples.coupon(), alreadyIssued: false)

  private func limited(calls: Int) -> RPCServerConfiguration {
    var configuration = RPCServerConfiguration.forTests()
    configuration.maximumCallsPerConnection = calls
    return configuration
  }

  @Test func callsBeyondTheLimitWaitUntilOthersEnd() throws {
    let connection = try EmbeddedConnection(.issuing(with: held), configuration: limited(calls: 2))
    try connection.receive(Wire.issue(1), Wire.issue(3), Wire.issue(5), Wire.issue(7), Wire.issue(9))
    #expect(held.seen == 2)
    let first = held.take()
    first[1].complete(.success(output))
    connection.runLoop()
    #expect(held.seen == 3)
    #expect(try connection.answers().map(\.streamID) == [3])
    first[0].complete(.success(output))
    for call in held.take() { call.complete(.success(output)) }
    connection.runLoop()
    #expect(held.seen == 5)
    #expect(try connection.answers().map(\.streamID) == [1, 5])
  }

  @Test func atTheLimitTheSocketIsNotRead() throws {
    let connection = try EmbeddedConnection(.issuing(with: held), configuration: limited(calls: 1))
    let reads = ReadCounter()
    try connection.channel.pipeline.syncOperations.addHandler(reads, position: .first)
    connection.channel.read()
    #expect(reads.count == 1)
    try connection.receive(Wire.issue(1))
    let readsBefore = reads.count
    connection.channel.read()
    #expect(reads.count == readsBefore)
    held.take()[0].complete(.success(output))
    connection.runLoop()
    #expect(reads.count == readsBefore + 1)
  }

  @Test func whileThePeerDoesNotReadItsRequestsWait() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    connection.setWritable(false)
    try connection.receive(Wire.issue(1))
    #expect(held.seen == 0)
    connection.setWritable(true)
    #expect(held.seen == 1)
  }

  @Test(arguments: [false, true])
  func pagesThatCameTogetherAreWrittenOneByOne(fromOtherThreads: Bool) throws {
    var useCases = CampaignUseCases.stubs()
    let held = HeldCalls<GetCampaign.Input, GetCampaign.Output>()
    useCases.getCampaign = held
    let connection = try EmbeddedConnection(useCases)
    let streamIDs: [UInt32] = [1, 3, 5]
    for streamID in streamIDs {
      try connection.receive(Wire.request(streamID, .getCampaign, GetCampaignRequest(campaignID: 7)))
    }
    let coupons = (1...10_000).map { Samples.coupon(sequence: Int64($0)) }
    let environment = connection.environment
    for (slot, call) in held.take().enumerated() {
      if fromOtherThreads {
        let page = try EncodedPage(
          GetCampaignResponse(coupons: coupons.map { CouponMessage($0) }), streamID: streamIDs[slot],
          reservation: PageReservation(0, of: environment.pages.makeAccount(), in: environment.pages))
        connection.handler.outbox.post(CallToken(slot: slot, generation: UInt64(slot) + 1), .page(page))
      } else {
        call.complete(
          .success(GetCampaign.Output(campaign: Samples.campaign(), coupons: coupons, nextPageToken: "")))
      }
    }
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == streamIDs)
    #expect(connection.writes == streamIDs.count)
  }
}
