public import CampaignDomain

/// Sessions for revocations.
public protocol RevocationDatabase: SessionPool where Session: RevocationSession {}

/// Takes coupons back: lock of the campaign and its line (`IssueQuery.locksLine`) → `revocationSubject` → the domain
/// decides → commit with what was staged, or `rollback`.
public protocol RevocationSession: DeliveryStagingSession {
  /// The coupon of this code with its entry and its delivery, which are locked in the open transaction, too. `nil`: the
  /// campaign has no such coupon.
  func revocationSubject(_ code: CouponCode, of id: CampaignID) throws(RepositoryError) -> RevocationSubject?
}
