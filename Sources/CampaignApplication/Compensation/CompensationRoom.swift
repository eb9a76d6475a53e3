import CampaignDomain

/// The room for tries of one scheduler: a slow partner takes no more than its campaign's part. A value.
struct CompensationRoom {
  /// The most tries at once.
  static let maximumCount = 16
  /// The most tries of one campaign at once.
  static let maximumCampaignCount = 4

  private var counts: [CampaignID: Int] = [:]
  private(set) var count = 0

  /// The tries that may begin.
  var free: Int { max(0, Self.maximumCount - count) }

  /// The campaigns that no try may begin of.
  var fullCampaigns: [CampaignID] { counts.filter { $0.value >= Self.maximumCampaignCount }.map(\.key) }

  func hasRoom(for compensation: Compensation) -> Bool {
    free > 0 && counts[compensation.referenceCampaign, default: 0] < Self.maximumCampaignCount
  }

  mutating func enter(_ compensation: Compensation) {
    count += 1
    counts[compensation.referenceCampaign, default: 0] += 1
  }

  mutating func leave(_ compensation: Compensation) {
    count = max(0, count - 1)
    let left = counts[compensation.referenceCampaign, default: 0] - 1
    counts[compensation.referenceCampaign] = left > 0 ? left : nil
  }
}
