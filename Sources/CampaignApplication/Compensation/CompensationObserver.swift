public import CampaignDomain

/// Hears of each change of a compensation that was committed, once. It is called on the thread of the connection,
/// outside of locks, and must not block.
public protocol CompensationObserver: Sendable {
  /// A try ended, or was given up: the compensation is PENDING, COMPLETED or FAILED now.
  func ended(_ compensation: Compensation)

  /// A row that is due can't be read: no try of it is made, and it is looked at again some time later.
  func unreadable(_ id: Int64, fault: String)

  /// An admin had a compensation tried anew, or gave it up.
  func resolved(_ compensation: Compensation, as resolution: ResolveCompensation.Resolution)
}
