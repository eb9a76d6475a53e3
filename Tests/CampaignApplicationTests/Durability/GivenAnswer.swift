import CampaignDomain
import ScriptedStorage

@testable import CampaignApplication

/// Something that somebody was told of the database's state.
enum GivenAnswer {
  case issued(Coupon)
  case replayed(Coupon)
  case soldOut(CampaignID)
  case userLimitReached(CampaignID, UserID)
  case keyReused(CampaignID, IdempotencyKey, UserID?)
  case page(Campaign, [Coupon])
  /// An observer heard that a campaign was opened.
  case opened(CampaignID)

  /// The kind of the answer.
  var name: String {
    switch self {
    case .issued: "issued"
    case .replayed: "replayed"
    case .soldOut: "sold out"
    case .userLimitReached: "user limit reached"
    case .keyReused: "key reused"
    case .page: "page"
    case .opened: "opened"
    }
  }

  /// True where a database that went through these states, the last of which is its own, says something else. Nothing
  /// is given back in them: what is sold out stays so.
  func isContradicted(by history: [ScriptedLog.Snapshot]) -> Bool {
    guard let now = history.last else { return true }
    switch self {
    case .issued(let coupon), .replayed(let coupon): return !now.coupons.contains { $0.coupon == coupon }
    case .soldOut(let id): return now.campaigns[id]?.remainingCoupons != 0
    case .userLimitReached(let id, let user):
      let count = now.coupons.count { $0.coupon.campaignID == id && $0.coupon.userID == user }
      return count < now.campaigns[id]?.perUserLimit ?? .max
    case .keyReused(let id, let key, let user):
      return !now.coupons.contains {
        $0.coupon.campaignID == id && $0.idempotencyKey == key && $0.coupon.userID != user
      }
    case .page(let campaign, let coupons):
      return !history.contains { snapshot in
        snapshot.campaigns[campaign.id] == campaign && snapshot.coupons(of: campaign.id) == coupons
      }
    case .opened(let id): return now.campaigns[id]?.state != .open
    }
  }
}

extension ScriptedLog.Snapshot {
  /// The coupons of a campaign, by sequence.
  func coupons(of id: CampaignID) -> [Coupon] { coupons.map(\.coupon).filter { $0.campaignID == id } }

  /// The promises that every state has to keep, and this one breaks.
  var breaches: [String] {
    var breaches: [String] = []
    func count<Name: Hashable>(_ what: String, _ names: [Name]) {
      if Set(names).count < names.count { breaches.append("\(what) twice") }
    }
    count("a code", coupons.map(\.coupon.code))
    for campaign in campaigns.values {
      let own = coupons.filter { $0.coupon.campaignID == campaign.id }
      count("a slot", own.compactMap { new in new.slot.map { "\($0) \(new.coupon.userID?.text ?? "")" } })
      count("a key", own.compactMap(\.idempotencyKey))
      if own.map(\.coupon.sequence) != Array(0..<campaign.lastSequence).map({ $0 + 1 }) {
        breaches.append("other sequences than were issued")
      }
      if Int64(own.count) != campaign.totalCoupons - campaign.remainingCoupons {
        breaches.append("other counts than coupons")
      }
    }
    return breaches
  }
}
