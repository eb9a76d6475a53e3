import CampaignApplication
import CampaignService
import Logging
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

/// Pages that a peer doesn't take keep room from others: such a peer is given up, one that takes any byte is not.
@Suite(.timeLimit(.minutes(1))) struct StalledPeerTests {
  private let held = HeldCalls<GetCampaign.Input, GetCampaign.Output>()

  private var useCases: CampaignUseCases {
    var useCases = CampaignUseCases.stubs()
    useCases.getCampaign = held
    return useCases
  }

  private func page(of count: Int64 = 100) -> Result<GetCampaign.Output, UseCaseError> {
    .success(
      GetCampaign.Output(
        campaign: Samples.campaign(), coupons: (1...count).map { Samples.coupon(sequence: $0) }, nextPageToken: ""))
  }

  /// A connection with so many pages that its peer didn't take.
  private func connection(pages: Int) throws -> EmbeddedConnection {
    let connection = try EmbeddedConnection(useCases)
    connection.socket.takes = false
    for number in 0..<pages {
      try connection.receive(
        Wire.request(UInt32(2 * number + 1), .getCampaign, GetCampaignRequest(campaignID: 7, pageSize: 100)))
    }
    for call in held.take() { call.complete(page()) }
    connection.runLoop()
    #expect(connection.socket.waitingCount == pages)
    return connection
  }

  @Test func aPeerThatTakesNothingIsClosedAfterFiveSeconds() throws {
    let connection = try connection(pages: 1)
    connection.advance(by: .milliseconds(4_900))
    #expect(!connection.isGone)
    connection.advance(by: .milliseconds(1_100))
    #expect(connection.isGone)
    connection.runLoop()
    #expect(connection.environment.pages.usedBytes == 0)
    #expect(connection.environment.registry.count == 0)
  }

  @Test func aPeerThatTakesSomethingNowAndThenIsServedToTheEnd() throws {
    let connection = try connection(pages: 10)
    for _ in 0..<10 {
      connection.advance(by: .milliseconds(4_500))
      #expect(!connection.isGone)
      try connection.socket.takeFirst(of: connection.channel)
    }
    #expect(try connection.answers().count == 10)
    connection.advance(by: .seconds(60))
    #expect(!connection.isGone)
  }

  @Test func aPeerThatHasNoPagesWaitingIsLeftAlone() throws {
    let connection = try EmbeddedConnection(useCases)
    connection.socket.takes = false
    try connection.receive(Wire.issue(1))
    connection.advance(by: .seconds(60))
    #expect(!connection.isGone)
  }

  /// The whole of it, over a real socket: the room that one took who doesn't read is there for others soon.
  @Test func whoNeverReadsLosesTheConnectionAndOthersGetTheirPages() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.stallTimeout = .milliseconds(300)
    configuration.maximumPageBytes = 8 << 20
    let log = CapturedLog()
    var logger = log.logger
    logger.logLevel = .debug
    let page = page(of: 10_000)
    var useCases = CampaignUseCases.stubs()
    useCases.getCampaign = StubUseCase(answering: { _ in page })
    try await withServer(useCases, configuration: configuration, logger: logger) { address, _ in
      let silent = try await SocketClient.connect(to: address, reading: false)
      for number in 0..<60 {
        // The client may be cut off before all is sent.
        try? await silent.send(
          Wire.request(UInt32(2 * number + 1), .getCampaign, GetCampaignRequest(campaignID: 7)))
      }
      let reader = try await SocketClient.connect(to: address)
      for number in 0..<5 {
        let answer = try await reader.call(
          Wire.request(UInt32(2 * number + 1), .getCampaign, GetCampaignRequest(campaignID: 7)))
        #expect(try answer.message(GetCampaignResponse.self).coupons.count == 10_000)
      }
      while !log.lines.contains(where: { $0.contains("peerTakesNothing") }) { await Task.yield() }
      // Bytes that the kernel had taken may still arrive; the last answers don't.
      try? await silent.startReading()
      #expect(await silent.answers(60).count < 60)
      try await silent.waitUntilClosed()
      try await reader.close()
    }
  }

  /// A connection that reads slowly is sent more pages than the server would keep for it.
  @Test func whoReadsGetsEveryPage() async throws {
    // The client begins to read once all is asked for, which may take a while on a busy machine.
    var configuration = RPCServerConfiguration.forTests()
    configuration.stallTimeout = .seconds(60)
    let page = page(of: 10_000)
    var useCases = CampaignUseCases.stubs()
    useCases.getCampaign = StubUseCase(answering: { _ in page })
    try await withServer(useCases, configuration: configuration) { address, _ in
      let client = try await SocketClient.connect(to: address, reading: false)
      for number in 0..<40 {
        try await client.send(
          Wire.request(UInt32(2 * number + 1), .getCampaign, GetCampaignRequest(campaignID: 7)))
      }
      try await client.startReading()
      #expect(await client.answers(40).count == 40)
      try await client.close()
    }
  }
}
