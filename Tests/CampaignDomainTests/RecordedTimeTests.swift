import SeededRandomness
import CampaignDomain
import Testing

/// A clock that is set back changes what is decided, as the database's clock does; it never makes records that
/// contradict each other.
@Suite struct RecordedTimeTests {
  private let opened = Timestamp.start.moved(by: 1_000)
  private let setBack = Timestamp.start.moved(by: -3_600_000_000)

  /// The sample campaign, opened a millisecond after its start.
  private func campaign() throws -> Campaign {
    try #require(Campaign.sample(.scheduled).opened(at: opened, by: "t")).campaign
  }

  @Test func nothingIsIssuedBeforeTheOpening() throws {
    var generator = SplitMix64(seed: 1)
    let campaign = try campaign()
    for (now, time) in [(setBack, opened), (opened, opened), (opened.moved(by: 7), opened.moved(by: 7))] {
      var issuance = Issuance(of: campaign, at: now)
      _ = issuance.decide(IssueRequest(user: nil, key: nil), using: &generator)
      #expect(issuance.change?.coupons.map(\.coupon.issueTime) == [time])
    }
  }

  @Test func whatHappensLaterIsRecordedNoEarlierThanTheOpening() throws {
    let campaign = try campaign()
    let changes = [
      try campaign.paused(at: setBack, by: "t"), campaign.closed(at: setBack, by: "t"),
      try #require(try campaign.paused(at: opened, by: "t")).campaign.resumed(at: setBack, by: "t"),
    ]
    for change in changes { #expect(change?.transitions.map(\.time) == [opened]) }
  }

  @Test func anEndIsRecordedLateAndNeverEarly() throws {
    let change = try #require(try campaign().ended(at: .end.moved(by: 5), by: "t"))
    #expect(change.transitions.map(\.lateness) == [.microseconds(5)])
  }
}
