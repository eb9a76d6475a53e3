public import CampaignDomain

/// Hears of every change of a campaign that was committed, once, from whoever committed it; of a repeat that changed
/// nothing it hears nothing. A COMMIT whose answer was lost is told of by nobody: whether it changed anything is not
/// known.
///
/// It is called on the thread of the connection, after the COMMIT and outside of locks, and must not block.
public protocol CampaignChangeObserver: Sendable {
  /// Tells of a new campaign, for which `actor` asked. All else that its creation did comes as changes.
  func created(_ campaign: Campaign, by actor: String)

  /// A campaign that has issued nothing got another stock, for which `actor` asked.
  func stocked(_ campaign: Campaign, by actor: String)

  /// A coupon of a campaign was taken back, or began to be; `reason` may be empty.
  func revoked(_ revocation: CouponRevocation, of campaign: Campaign, by actor: String, reason: String)

  /// A campaign took one step. `campaign` is what the whole transaction made of it.
  func changed(_ transition: CampaignTransition, of campaign: Campaign)
}

extension CampaignChangeObserver {
  /// Hears of all steps of a transaction, in their order.
  func changed(_ transitions: [CampaignTransition], of campaign: Campaign) {
    for transition in transitions { changed(transition, of: campaign) }
  }
}
