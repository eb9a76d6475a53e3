internal import LoadReporting
internal import LoadSending

/// The coupons that answers promised, each ticked off when it is met in the database.
struct PromisedCoupons: Sendable {
  private let acknowledgements: Acknowledgements
  private let naming: UserNaming
  private var isMet: [Bool]
  private var altered: Int64 = 0
  private var alteredExample: Int64?
  private var unacknowledged: Int64 = 0

  init(_ acknowledgements: Acknowledgements, naming: UserNaming) {
    self.acknowledgements = acknowledgements
    self.naming = naming
    isMet = Array(repeating: false, count: acknowledgements.coupons.count)
  }

  /// A coupon of the database.
  mutating func meet(code: String, sequence: Int64, user: String) {
    guard let code = CompactCode(code), let index = acknowledgements.indices[code] else {
      unacknowledged += 1
      return
    }
    isMet[index] = true
    let promised = acknowledgements.coupons[index]
    guard
      promised.sequence == sequence, naming.name(ofRequest: promised.request).utf8.elementsEqual(user.utf8)
    else {
      altered += 1
      alteredExample = alteredExample ?? promised.sequence
      return
    }
  }

  /// What is to be said after the last coupon.
  var result: AcknowledgedCoupons {
    var missing: Int64 = 0
    var missingExample: Int64?
    for (coupon, isMet) in zip(acknowledgements.coupons, isMet) where !isMet {
      missing += 1
      missingExample = missingExample ?? coupon.sequence
    }
    return AcknowledgedCoupons(
      coupons: Int64(acknowledgements.coupons.count), missing: missing, altered: altered,
      unacknowledged: unacknowledged, missingExample: missingExample, alteredExample: alteredExample)
  }
}
