package import CampaignDomain

extension Timestamp {
  /// The start of the sample campaigns: 2027-01-15T08:00:00Z.
  package static let start = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)
  /// The end of the sample campaigns, an hour later.
  package static let end = start.moved(by: 3_600_000_000)

  package func moved(by microseconds: Int64) -> Timestamp {
    Timestamp(microsecondsSinceEpoch: microsecondsSinceEpoch + microseconds)
  }
}

extension CampaignID {
  package static let sample = CampaignID(rawValue: 7)
}

extension Campaign {
  package static func sample(
    _ state: CampaignState = .open, id: CampaignID = .sample, total: Int64 = 1_000, remaining: Int64? = nil,
    startTime: Timestamp? = .start, endTime: Timestamp? = .end, perUserLimit: Int32 = 0, queueOnly: Bool = false
  ) -> Campaign {
    let remaining = remaining ?? total
    return Campaign(
      id: id, name: "선착순", totalCoupons: total, remainingCoupons: remaining, lastSequence: total - remaining,
      startTime: startTime, endTime: endTime, perUserLimit: perUserLimit, state: state,
      openedTime: state == .open || state == .paused ? startTime : nil,
      createTime: (startTime ?? .start).moved(by: -86_400_000_000), queueOnly: queueOnly)
  }
}
