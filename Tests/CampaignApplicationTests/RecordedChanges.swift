import CampaignApplication
import CampaignDomain
import Synchronization

/// The changes that an observer was told of, as `7 OPEN->PAUSED by admin`.
final class RecordedChanges: CampaignChangeObserver {
  private let state = Mutex<[String]>([])

  var all: [String] { state.withLock { $0 } }

  func created(_ campaign: Campaign, by actor: String) {
    state.withLock { $0.append("\(campaign.id) created by \(actor)") }
  }

  func stocked(_ campaign: Campaign, by actor: String) {
    state.withLock { $0.append("\(campaign.id) stocked with \(campaign.totalCoupons) by \(actor)") }
  }

  func revoked(_ revocation: CouponRevocation, of campaign: Campaign, by actor: String, reason: String) {
    let state = revocation.coupon.state.revokedTime == nil ? "revoking" : "revoked"
    let stock = revocation.returnsStock ? " with its stock" : ""
    self.state.withLock {
      $0.append("\(campaign.id) \(state) \(revocation.coupon.sequence)\(stock) by \(actor): \(reason)")
    }
  }

  func changed(_ transition: CampaignTransition, of campaign: Campaign) {
    let late = transition.lateness.map { " \($0.components.attoseconds / 1_000_000_000_000) us late" } ?? ""
    state.withLock {
      $0.append("\(campaign.id) \(transition.from.rawValue)->\(transition.to.rawValue) by \(transition.actor)\(late)")
    }
  }
}
