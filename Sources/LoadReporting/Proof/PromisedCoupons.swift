package import LoadSending

/// The coupons that answers promised, each ticked off when it is met among those of the campaign.
package struct PromisedCoupons: Sendable {
  private let acknowledgements: Acknowledgements
  private let naming: UserNaming
  private var isMet: [Bool]

  /// The promised coupons that were met with another user or another sequence than was promised.
  package private(set) var altered: Finding<AcknowledgedCoupon>?
  /// The number of coupons that were met and that nobody was promised.
  package private(set) var unacknowledged: Int64 = 0

  /// The promises of a run, none of them met.
  package init(_ acknowledgements: Acknowledgements, naming: UserNaming) {
    self.acknowledgements = acknowledgements
    self.naming = naming
    isMet = Array(repeating: false, count: acknowledgements.coupons.count)
  }

  /// The number of different coupons that were promised.
  package var count: Int { isMet.count }

  /// A coupon of the campaign.
  package mutating func meet(_ code: CompactCode?, sequence: Int64, user: String) {
    guard let code, let index = acknowledgements.indices[code] else {
      unacknowledged += 1
      return
    }
    isMet[index] = true
    let promised = acknowledgements.coupons[index]
    if promised.sequence != sequence || !naming.isName(user, ofRequest: promised.request) {
      Finding.note(promised, in: &altered)
    }
  }

  /// The promised coupons that were not met.
  package var missing: Finding<AcknowledgedCoupon>? {
    var missing: Finding<AcknowledgedCoupon>?
    for (coupon, isMet) in zip(acknowledgements.coupons, isMet) where !isMet { Finding.note(coupon, in: &missing) }
    return missing
  }
}
