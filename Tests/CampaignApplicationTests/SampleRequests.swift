import CampaignApplication
import CampaignDomain
import ScriptedStorage

/// Coupon requests and lines for tests of those who look at them.
enum SampleRequests {
  static func id(_ number: UInt64) -> RequestID {
    RequestID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number)
  }

  static func entry(
    _ number: UInt64, ticket: Int64?, _ state: QueueEntry.State = .waiting, in campaign: CampaignID = .sample
  ) -> QueueEntry {
    QueueEntry(
      requestID: id(number), campaignID: campaign, userID: UserID(alreadyChecked: "user-\(number)"), ticket: ticket,
      state: state, joinTime: .start, updateTime: .start)
  }

  static func queue(_ campaign: CampaignID = .sample, last: Int64 = 1_000, served: Int64) -> CampaignQueue {
    CampaignQueue(
      campaignID: campaign, lastTicket: last, claimed: served, served: served, failedThrough: 0, mark: nil,
      settledThrough: 0, completed: served, failed: 0, setAside: 0, nextBatchTime: .start, lastBatchTime: nil,
      batchFailures: 0, token: 0, leaseEndTime: nil, entriesPerHour: nil)
  }

  static func coupon(_ number: UInt64, in campaign: CampaignID = .sample) -> Coupon {
    Coupon(
      code: CouponCode(alreadyChecked: "가1나2다3라4마5"), campaignID: campaign,
      userID: UserID(alreadyChecked: "user-\(number)"), sequence: Int64(number), issueTime: .start)
  }

  /// An entry that is in line of a queue that served so many.
  static func found(
    _ number: UInt64, ticket: Int64?, _ state: QueueEntry.State = .waiting, served: Int64 = 0,
    in campaign: CampaignID = .sample
  ) -> FoundRow<RequestID, FoundRequest> {
    .found(
      FoundRequest(
        entry(number, ticket: ticket, state, in: campaign), in: queue(campaign, served: served), ownCoupon: nil))
  }
}
