import SeededRandomness
import CampaignDomain
import Testing

@Suite struct RowStampTests {
  @Test func everySaveHasAnotherStampOfTheSameHistory() {
    var generator = SplitMix64(seed: 3)
    var stamps = [RowStamp.new(using: &generator)]
    for _ in 0..<1_000 { stamps.append(stamps[stamps.count - 1].next(using: &generator)) }
    #expect(Set(stamps.map(\.history)).count == 1)
    #expect(Set(stamps.map(\.save)).count == stamps.count)
    #expect(RowStamp.new(using: &generator).history != stamps[0].history)
  }

  @Test func aRowOfTheSameCountsWithAnotherStampIsAnotherRow() {
    let campaign = Campaign.sample(.open)
    #expect(campaign.saved(as: RowStamp(save: 1)) != campaign.saved(as: RowStamp(save: 2)))
    #expect(campaign.saved(as: RowStamp(history: 1, save: 1)) != campaign.saved(as: RowStamp(history: 2, save: 1)))
  }

  @Test func aRowMayOnlyHaveIssuedMoreUnderTheSameHistory() {
    let campaign = Campaign.sample(.open).saved(as: RowStamp(history: 1, save: 1))
    #expect(campaign.mayHaveBecome(campaign.saved(as: RowStamp(history: 1, save: 2))))
    #expect(!campaign.mayHaveBecome(campaign.saved(as: RowStamp(history: 2, save: 2))))
    var generator = SplitMix64(seed: 3)
    var issuance = Issuance(of: campaign, at: .start)
    _ = issuance.decide(IssueRequest(user: nil, key: nil), using: &generator)
    #expect(campaign.mayHaveBecome(issuance.campaign))
    #expect(!issuance.campaign.mayHaveBecome(campaign))
  }
}
