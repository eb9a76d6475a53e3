import CampaignDomain

/// Everything that can happen to a campaign's state.
enum CampaignAction: CaseIterable {
  case open, pause, resume, close, end

  func change(_ campaign: Campaign, at now: Timestamp) throws(CampaignRefusal) -> CampaignChange? {
    switch self {
    case .open: campaign.opened(at: now, by: "tester")
    case .pause: try campaign.paused(at: now, by: "tester")
    case .resume: try campaign.resumed(at: now, by: "tester")
    case .close: campaign.closed(at: now, by: "tester")
    case .end: campaign.ended(at: now, by: "tester")
    }
  }

  func outcome(_ campaign: Campaign, at now: Timestamp) -> CampaignActionOutcome {
    do throws(CampaignRefusal) {
      let change = try change(campaign, at: now)
      return change.map { .steps($0.transitions.map(\.to)) } ?? .nothing
    } catch {
      return .refused(error)
    }
  }
}

/// The outcome of an action, in short.
enum CampaignActionOutcome: Hashable {
  /// The states that the campaign went through.
  case steps([CampaignState])
  /// The action succeeded and changed nothing.
  case nothing
  case refused(CampaignRefusal)
}
