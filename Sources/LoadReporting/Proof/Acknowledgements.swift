package import LoadSending

/// All coupons that the answers of a run promised, by their codes.
package struct Acknowledgements: Sendable {
  /// The promises, each code's first one.
  package private(set) var coupons: [AcknowledgedCoupon] = []

  /// The index in ``coupons`` of each code's promise.
  package private(set) var indices: [CompactCode: Int] = [:]

  /// The number of answers that said that they had issued a coupon.
  package private(set) var new = 0

  /// A code that two answers claimed to have issued, or that was promised to two users, and the number of times that it
  /// happened.
  package private(set) var contradiction: Finding<CompactCode>?

  package init(_ acknowledged: [AcknowledgedCoupon], naming: UserNaming) {
    indices.reserveCapacity(acknowledged.count)
    for coupon in acknowledged {
      if !coupon.isReplay { new += 1 }
      guard let index = indices[coupon.code] else {
        indices[coupon.code] = coupons.count
        coupons.append(coupon)
        continue
      }
      let first = coupons[index]
      let isSameCoupon =
        first.sequence == coupon.sequence
        && naming.name(ofRequest: first.request) == naming.name(ofRequest: coupon.request)
      if !isSameCoupon || (!first.isReplay && !coupon.isReplay) { Finding.note(coupon.code, in: &contradiction) }
      // The answer that issued the coupon may be read after one that repeats it.
      if first.isReplay { coupons[index].isReplay = coupon.isReplay }
    }
  }
}

/// Something that should not be: the first that was seen, and their number.
package struct Finding<Example: Sendable>: Sendable {
  package var first: Example
  package var count = 1

  static func note(_ example: Example, in finding: inout Finding?) {
    if finding == nil {
      finding = Finding(first: example)
    } else {
      finding?.count += 1
    }
  }
}

extension Finding: Equatable where Example: Equatable {}

extension Finding: CustomStringConvertible {
  package var description: String {
    count == 1 ? "\(first)" : "\(first) and \(count - 1) more"
  }
}
