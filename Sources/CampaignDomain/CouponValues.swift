/// Up to sixteen numbers of scalars in `CouponAlphabet`, in a register rather than in an array: three codes are drawn
/// for each that is kept, and a group draws hundreds while its campaign is locked.
struct CouponValues: RandomAccessCollection {
  private var storage = SIMD16<UInt8>()
  private(set) var count = 0

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(position: Int) -> Int { Int(storage[position]) }

  /// `value` is one of the alphabet's; what finds no room is left out.
  mutating func append(_ value: Int) {
    guard count < SIMD16<UInt8>.scalarCount else { return }
    storage[count] = UInt8(truncatingIfNeeded: value)
    count += 1
  }
}
