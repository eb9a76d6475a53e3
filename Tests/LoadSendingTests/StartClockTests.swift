import NIOCore
import RPCCodec
import Testing

@testable import LoadSending

struct StartClockTests {
  private let now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  private func deadline(_ start: ProtobufTimestamp?) -> NIODeadline {
    StartClock.deadline(
      of: start, wallClock: ProtobufTimestamp(seconds: 1_000, nanos: 750_000_000), monotonicClock: now)
  }

  @Test func aStartThatComesIsAsFarAwayOnTheMonotonicClock() {
    #expect(deadline(ProtobufTimestamp(seconds: 1_002, nanos: 250_000_000)) == now + .milliseconds(1_500))
  }

  @Test func aStartThatIsPastOrUnknownIsNow() {
    #expect(deadline(ProtobufTimestamp(seconds: 1_000, nanos: 749_999_999)) == now)
    #expect(deadline(ProtobufTimestamp(seconds: .min)) == now)
    #expect(deadline(nil) == now)
  }

  @Test func aStartBeyondAllClocksIsNever() {
    #expect(deadline(ProtobufTimestamp(seconds: .max)) == .distantFuture)
  }

  /// This machine's clock is not used: the campaign's own times and the moment of the answer are enough.
  @Test func aCreatedCampaignStartsByTheClockThatItWasCreatedBy() {
    var campaign = CampaignMessage(
      startTime: ProtobufTimestamp(seconds: 1_003, nanos: 500_000_000), createTime: ProtobufTimestamp(seconds: 1_000))
    #expect(StartClock.deadline(ofCreated: campaign, answeredAt: now) == now + .milliseconds(3_500))
    campaign.startTime = campaign.createTime
    #expect(StartClock.deadline(ofCreated: campaign, answeredAt: now) == now)
    campaign.createTime = nil
    #expect(StartClock.deadline(ofCreated: campaign, answeredAt: now) == nil)
  }
}
