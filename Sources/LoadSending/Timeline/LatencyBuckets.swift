/// The buckets of a small latency histogram: exact below 32 µs, then sixteen to an octave, so that a value is known to
/// within a sixteenth. They end at 2^34 µs, almost five hours.
enum LatencyBuckets {
  /// The number of buckets.
  static let count = (highestExponent - 3) << 4 + 16

  private static let highestExponent = 33

  /// The bucket of a latency.
  static func index(of microseconds: UInt64) -> Int {
    guard microseconds >= 16 else { return Int(microseconds) }
    let value = min(microseconds, 1 << (highestExponent + 1) - 1)
    let exponent = 63 - value.leadingZeroBitCount
    return (exponent - 3) << 4 + Int((value >> UInt64(exponent - 4)) & 15)
  }

  /// The longest latency of a bucket.
  static func highest(of index: Int) -> UInt64 {
    guard index >= 16 else { return UInt64(index) }
    let shift = UInt64(index >> 4 - 1)
    return (UInt64(index & 15 + 17) << shift) - 1
  }
}
