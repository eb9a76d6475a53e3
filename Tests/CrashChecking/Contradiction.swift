/// A promise that was broken, and by what.
public struct Contradiction: Equatable, Sendable, CustomStringConvertible {
  /// The promises that a crash must not break.
  public enum Promise: String, Equatable, Sendable {
    /// A coupon that somebody was told of is stored, with its code, its sequence and its user.
    case toldCouponIsStored
    /// The key that a coupon was asked with is stored with it.
    case keyLeadsToItsCoupon
    /// No code and no sequence is told for two coupons, and no user is told of more than they may have.
    case nothingIsToldTwice
    /// No code, no sequence and no slot of a user is stored twice, sequences have no gap, and sums add up.
    case databaseIsSound
    /// SOLD_OUT: none is left, and nobody gets one afterwards.
    case soldOutIsTrue
    /// USER_LIMIT_REACHED: the user has all that they may have.
    case userLimitIsTrue
    /// IDEMPOTENCY_KEY_REUSED: the key is stored with something else.
    case reusedKeyIsTrue
    /// A page agrees with itself, shows coupons that are stored, and no count that was never true.
    case pageIsTrue
    /// A campaign that somebody was told of is stored, with its key.
    case toldCampaignIsStored
    /// As many transitions are stored as the states that were told prove.
    case toldTransitionsAreStored
    /// An entry in line that somebody was told of is stored, with its ticket and its user.
    case toldEntryIsStored
    /// COMPLETED and FAILED stay.
    case toldEndStays
  }

  /// The promise.
  public let promise: Promise
  /// The answer or row that breaks it.
  public let evidence: String

  init(_ promise: Promise, _ evidence: String) {
    self.promise = promise
    self.evidence = evidence
  }

  /// The promise and the evidence.
  public var description: String { "\(promise.rawValue): \(evidence)" }
}
