import CampaignDomain

extension Timestamp {
  /// The start of the sample campaign: 2027-01-15T08:00:00Z.
  static let start = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)
  /// The end of the sample campaign, an hour later.
  static let end = start.moved(by: 3_600_000_000)

  func moved(by microseconds: Int64) -> Timestamp {
    Timestamp(microsecondsSinceEpoch: microsecondsSinceEpoch + microseconds)
  }
}

extension Campaign {
  /// A campaign from `Timestamp.start` to `Timestamp.end`, created a day before, opened on time where it was opened.
  static func sample(
    _ state: CampaignState = .open, total: Int64 = 10, remaining: Int64? = nil, lastSequence: Int64? = nil,
    startTime: Timestamp? = .start, endTime: Timestamp? = .end, perUserLimit: Int32 = 0, queueOnly: Bool = false
  ) -> Campaign {
    let remaining = remaining ?? total
    return Campaign(
      id: CampaignID(rawValue: 7), name: "선착순", totalCoupons: total, remainingCoupons: remaining,
      lastSequence: lastSequence ?? total - remaining, startTime: startTime, endTime: endTime,
      perUserLimit: perUserLimit,
      state: state, openedTime: state == .open || state == .paused ? .start : nil,
      createTime: .start.moved(by: -86_400_000_000), queueOnly: queueOnly)
  }
}

extension Coupon {
  /// A coupon that somebody got of the sample campaign.
  static func sample(sequence: Int64, user: UserID?) -> Coupon {
    Coupon(
      code: CouponCode(alreadyChecked: "2가2가2가2가2가"), campaignID: CampaignID(rawValue: 7), userID: user,
      sequence: sequence, issueTime: .start)
  }
}

extension UserID {
  static func sample(_ text: String) -> UserID { UserID(alreadyChecked: text) }
}

extension IdempotencyKey {
  static func sample(_ text: String) -> IdempotencyKey { IdempotencyKey(alreadyChecked: text) }
}

/// The moments at which something about the sample campaign changes, each with its neighbour before.
enum SampleMoment: CaseIterable {
  case beforeStart, atStart, lastMoment, atEnd, afterEnd

  var time: Timestamp {
    switch self {
    case .beforeStart: .start.moved(by: -1)
    case .atStart: .start
    case .lastMoment: .end.moved(by: -1)
    case .atEnd: .end
    case .afterEnd: .end.moved(by: 1)
    }
  }
}
