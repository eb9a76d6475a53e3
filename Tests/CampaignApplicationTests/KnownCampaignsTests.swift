import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct KnownCampaignsTests {
  private func id(_ number: Int) -> CampaignID { CampaignID(rawValue: Int64(number)) }

  @Test func noMoreAreKeptThanThereIsRoomForAndTheLatestStay() {
    var known = KnownCampaigns(capacity: 100)
    for number in 1...1_000 {
      known.insert(id(number))
      #expect(known.count <= 100)
    }
    let (latest, first) = ((951...1_000).map { known.contains(id($0)) }, known.contains(id(1)))
    #expect(!latest.contains(false) && !first)
  }

  @Test func whoIsAskedForStays() {
    var known = KnownCampaigns(capacity: 100)
    known.insert(id(0))
    for number in 1...1_000 {
      known.insert(id(number))
      let isKnown = known.contains(id(0))
      #expect(isKnown)
    }
  }

  @Test func whoIsGoneIsUnknown() {
    var known = KnownCampaigns(capacity: 10)
    for number in 0..<8 { known.insert(id(number)) }
    for number in 0..<8 { known.remove(id(number)) }
    let isKnown = known.contains(id(0))
    #expect(known.count == 0 && !isKnown)
  }
}
