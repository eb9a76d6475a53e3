import CampaignDomain

/// The knowledge of all campaigns as one reader has it, with copies of its own of those that it asked for: event loops
/// that counted references to one object for each call would make each other wait.
struct ReaderKnowledge {
  /// The knowledge that all readers share.
  let shared: [CampaignID: CampaignKnowledge]
  private var copies: [CampaignID: CampaignKnowledge] = [:]

  init(_ shared: [CampaignID: CampaignKnowledge] = [:]) {
    self.shared = shared
  }

  /// The reader's own copy of what is known of a campaign, made when it first asks.
  mutating func own(_ id: CampaignID) -> CampaignKnowledge? {
    if let copy = copies[id] { return copy }
    guard let knowledge = shared[id] else { return nil }
    let copy = CampaignKnowledge(copying: knowledge)
    copies[id] = copy
    return copy
  }
}
