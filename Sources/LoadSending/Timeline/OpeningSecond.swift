/// The outcomes of requests in the first second after the start, millisecond by millisecond.
package struct OpeningSecond: Equatable, Sendable {
  /// Milliseconds of a second.
  package static let milliseconds = 1_000

  /// The time of the first coupon's answer, in microseconds after the start; also when that was after the first second.
  package private(set) var firstCouponMicroseconds: UInt64?

  private var counts = [UInt32](repeating: 0, count: milliseconds * OutcomeSeries.allCases.count)

  /// Requests of a group that ended in a millisecond, 0 being the first.
  package func count(of series: OutcomeSeries, inMillisecond millisecond: Int) -> UInt64 {
    guard (0..<Self.milliseconds).contains(millisecond) else { return 0 }
    return UInt64(counts[Self.index(series, millisecond)])
  }

  /// Requests of a group that ended within the second.
  package func total(of series: OutcomeSeries) -> UInt64 {
    (0..<Self.milliseconds).reduce(0) { $0 + count(of: series, inMillisecond: $1) }
  }

  mutating func countEnded(_ series: OutcomeSeries, atMicroseconds time: UInt64) {
    if series == .ok { noteCoupon(atMicroseconds: time) }
    guard time < UInt64(Self.milliseconds) * 1_000 else { return }
    counts[Self.index(series, Int(time / 1_000))] &+= 1
  }

  mutating func add(_ other: OpeningSecond) {
    for index in counts.indices { counts[index] &+= other.counts[index] }
    if let time = other.firstCouponMicroseconds { noteCoupon(atMicroseconds: time) }
  }

  private mutating func noteCoupon(atMicroseconds time: UInt64) {
    firstCouponMicroseconds = min(firstCouponMicroseconds ?? time, time)
  }

  private static func index(_ series: OutcomeSeries, _ millisecond: Int) -> Int {
    millisecond * OutcomeSeries.allCases.count + series.rawValue
  }
}
