import CampaignApplication
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import CampaignService
@testable import RPCServer

/// Calls for pages wait until there is room for what they may bring; all others never do.
@Suite struct PageRoomTests {
  private let held = HeldCalls<GetCampaign.Input, GetCampaign.Output>()

  private var useCases: CampaignUseCases {
    var useCases = CampaignUseCases.stubs()
    useCases.getCampaign = held
    return useCases
  }

  /// The most bytes of a frame with 1,000 coupons.
  private static let pageBytes = PreparedPage(
    maximumMessageBytes: GetCampaignHandler(useCase: CampaignUseCases.stubs().getCampaign).maximumBytes(
      of: GetCampaignRequest(campaignID: 7, pageSize: 1_000))
  ) { _ in }.maximumFrameBytes

  /// Room for so many pages of 1,000 coupons.
  private func room(all: Int = 100, each: Int = 2) -> RPCServerConfiguration {
    var configuration = RPCServerConfiguration()
    configuration.maximumPageBytes = all * Self.pageBytes
    configuration.maximumPageBytesPerConnection = each * Self.pageBytes
    return configuration
  }

  private func ask(_ streamID: UInt32, timeoutNanoseconds: Int64 = 0) throws -> ByteBuffer {
    try Wire.request(
      streamID, .getCampaign, GetCampaignRequest(campaignID: 7, pageSize: 1_000), timeoutNanoseconds: timeoutNanoseconds
    )
  }

  /// The page that every call is answered with: about half as large as it may be.
  private var page: Result<GetCampaign.Output, UseCaseError> {
    let user = String(repeating: "u", count: 40)
    return .success(
      GetCampaign.Output(
        campaign: Samples.campaign(), coupons: (1...1_000).map { Samples.coupon(user: user, sequence: $0) },
        nextPageToken: ""))
  }

  @Test func pagesBeyondTheShareWaitBeforeTheyAreRead() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room())
    for streamID in [1, 3, 5, 7] as [UInt32] { try connection.receive(ask(streamID)) }
    #expect(held.seen == 2)
    #expect(connection.environment.pages.waitingCount == 2)
    #expect(connection.handler.machine.callsInFlight == 4)
    // Other calls are served meanwhile.
    try connection.receive(Wire.issue(9), Wire.request(11, .healthCheck, HealthCheckRequest()))
    #expect(try connection.answers().map(\.streamID) == [9, 11])
    for call in held.take() { call.complete(page) }
    connection.runLoop()
    #expect(held.seen == 4)
    for call in held.take() { call.complete(page) }
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == [1, 3, 5, 7])
    #expect(connection.environment.pages.usedBytes == 0)
  }

  @Test func aRefusedPageGivesItsRoomBack() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room(each: 1))
    for streamID in [1, 3] as [UInt32] { try connection.receive(ask(streamID)) }
    held.take()[0].complete(.failure(.databaseUnavailable(retryAfter: .seconds(1))))
    connection.runLoop()
    #expect(held.seen == 2)
    held.take()[0].complete(.failure(.overloaded(retryAfter: .seconds(1))))
    connection.runLoop()
    #expect(try connection.answers().map(\.reason) == ["DATABASE_UNAVAILABLE", "OVERLOADED"])
    #expect(connection.environment.pages.usedBytes == 0)
  }

  @Test func aPageKeepsWhatItTurnedOutToHaveUntilTheKernelTookIt() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room(each: 2))
    connection.socket.takes = false
    for streamID in [1, 3, 5, 7] as [UInt32] { try connection.receive(ask(streamID)) }
    for call in held.take() { call.complete(page) }
    connection.runLoop()
    // Two pages of half the size leave room for one more, read at the worst case.
    #expect(held.seen == 3)
    let pages = try #require(connection.handler.pages)
    #expect(pages.unsentBytes > 0)
    #expect(
      connection.environment.pages.usedBytes == pages.unsentBytes + Self.pageBytes)
    try connection.socket.takeFirst(of: connection.channel)
    connection.runLoop()
    #expect(held.seen == 3)
    try connection.socket.takeFirst(of: connection.channel)
    connection.runLoop()
    #expect(held.seen == 4)
    #expect(connection.handler.pages?.unsentBytes == 0)
  }

  @Test func aPageThatWaitsIsToldWhenItsTimeIsOver() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room(each: 1))
    try connection.receive(ask(1), ask(3, timeoutNanoseconds: 1_000_000_000), ask(5))
    connection.advance(by: .seconds(1))
    #expect(try connection.answers().map(\.streamID) == [3])
    // It held no more than its place among the calls in flight.
    #expect(connection.handler.machine.callsInFlight == 2)
    #expect(held.seen == 1)
    held.take()[0].complete(page)
    connection.runLoop()
    #expect(held.seen == 2)
  }

  @Test func aPageWhoseTurnComesTooLateIsNotRead() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room(each: 1))
    try connection.receive(ask(1), ask(3, timeoutNanoseconds: 1_000_000_000))
    // The page's room is on the way when the call's time is over.
    held.take()[0].complete(page)
    connection.clock.advance(by: .seconds(1))
    connection.handler.expireCalls()
    connection.runLoop()
    #expect(held.seen == 1)
    #expect(try connection.answers().map(\.reason) == [nil, "DEADLINE_EXCEEDED"])
    #expect(connection.environment.pages.usedBytes == 0)
    #expect(connection.handler.machine.callsInFlight == 0)
  }

  @Test func whoIsGoneLeavesTheRoomToOthers() throws {
    let gone = try EmbeddedConnection(useCases, configuration: room(all: 2, each: 2))
    let other = try EmbeddedConnection(toServerOf: gone)
    for streamID in [1, 3, 5] as [UInt32] { try gone.receive(ask(streamID)) }
    try other.receive(ask(1))
    #expect(held.seen == 2)
    let calls = held.take()
    try gone.channel.close().wait()
    gone.runLoop()
    // A page that is being read keeps its room until it was read.
    #expect(gone.environment.pages.waitingCount == 1)
    for call in calls { call.complete(page) }
    gone.runLoop()
    other.runLoop()
    #expect(held.seen == 3)
    held.take()[0].complete(page)
    other.runLoop()
    #expect(try other.answers().map(\.streamID) == [1])
    #expect(gone.environment.pages.usedBytes == 0)
    #expect(gone.environment.registry.count == 1)
  }

  @Test func answersThatAreNoPagesAreCountedAndNeverHeld() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room(all: 1, each: 1))
    let other = try EmbeddedConnection(toServerOf: connection)
    try connection.leaveUnsent(1_500)
    connection.setWritable(false)
    connection.handler.writeAnswers(.soldOut)
    #expect(connection.environment.pages.usedBytes == 1_500)
    try other.receive(ask(1), Wire.issue(3))
    #expect(held.seen == 0)
    #expect(try other.answers().map(\.streamID) == [3])
    connection.setWritable(true)
    other.runLoop()
    #expect(held.seen == 1)
  }

  @Test func tooManyAnswersThatAreNoPagesCloseTheConnection() throws {
    var configuration = RPCServerConfiguration()
    configuration.maximumBytesWaiting = 1_000
    let connection = try EmbeddedConnection(useCases, configuration: configuration)
    try connection.leaveUnsent(1_500)
    connection.setWritable(false)
    connection.handler.writeAnswers(.soldOut)
    connection.runLoop()
    #expect(connection.isGone)
    #expect(connection.environment.pages.usedBytes == 0)
  }

  @Test func aPageThatIsTooLongForAFrameIsRefused() throws {
    let connection = try EmbeddedConnection(useCases, configuration: room())
    try connection.receive(ask(1))
    let user = String(repeating: "u", count: 10_000)
    held.take()[0].complete(
      .success(
        GetCampaign.Output(
          campaign: Samples.campaign(), coupons: (1...1_000).map { Samples.coupon(user: user, sequence: $0) },
          nextPageToken: "")))
    connection.runLoop()
    #expect(try connection.answers().map(\.reason) == ["MESSAGE_TOO_LARGE"])
    #expect(connection.environment.pages.usedBytes == 0)
  }
}

extension EmbeddedConnection {
  /// Writes so many bytes, of which the kernel takes none.
  fileprivate func leaveUnsent(_ byteCount: Int) throws {
    channel.write(ByteBuffer(repeating: 0, count: byteCount), promise: nil)
    socket.takes = false
  }
}

extension ConnectionHandler {
  /// Answers a call that nobody made.
  fileprivate func writeAnswers(_ error: UseCaseError) {
    answers.append(.useCase(error), in: .korean, streamID: 1)
    writeAnswers()
  }
}
