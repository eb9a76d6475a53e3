import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

@testable import RPCServer

/// The clock is read once for many calls, but what memory is asked with is never older than 256 frames or a page.
@Suite struct TurnClockTests {
  /// Refuses everybody and remembers when it was asked.
  private final class NotingRefusal: RefusalMemory {
    let times = Mutex<[ContinuousClock.Instant]>([])

    func screen(
      by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
      at now: ContinuousClock.Instant
    ) -> IssueScreening {
      times.withLock { $0.append(now) }
      return .refused(.soldOut)
    }
  }

  @Test func aLongTurnReadsTheClockAgainEvery256Frames() throws {
    let refusal = NotingRefusal()
    var useCases = CampaignUseCases.stubs()
    useCases.refusalMemory = refusal
    let connection = try EmbeddedConnection(useCases)
    var read = ByteBuffer()
    for number in 0..<1_000 {
      var frame = try Wire.issue(UInt32(2 * number + 1))
      read.writeBuffer(&frame)
    }
    // The clock goes on by itself while frames are served: a second with each answer that is written.
    connection.clock.step = .seconds(1)
    try connection.receive(read)
    let times = refusal.times.withLock { $0 }
    #expect(times.count == 1_000)
    for (index, time) in times.enumerated() where index >= 256 {
      #expect(time > times[index - 256])
    }
  }

  @Test func theClockIsReadAgainBehindAPage() throws {
    let refusal = NotingRefusal()
    let pages = HeldCalls<GetCampaign.Input, GetCampaign.Output>()
    var useCases = CampaignUseCases.stubs()
    useCases.refusalMemory = refusal
    useCases.getCampaign = pages
    var configuration = RPCServerConfiguration()
    configuration.maximumCallsPerConnection = 1
    let connection = try EmbeddedConnection(useCases, configuration: configuration)
    try connection.receive(
      Wire.request(1, .getCampaign, GetCampaignRequest(campaignID: 7)), Wire.issue(3))
    let before = connection.clock.now
    connection.clock.step = .seconds(1)
    pages.take()[0].complete(
      .success(GetCampaign.Output(campaign: Samples.campaign(), coupons: [], nextPageToken: "")))
    connection.runLoop()
    let time = try #require(refusal.times.withLock { $0.first })
    #expect(time > before)
  }
}
