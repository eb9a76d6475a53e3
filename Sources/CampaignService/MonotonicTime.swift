/// A moment of the monotonic clock, to the nanosecond, within some 292 years of the program's start.
///
/// `ContinuousClock.Instant` has a size that only the standard library knows: whatever holds one is laid out when the
/// program runs and copied field by field through tables, which was a fifth of what a refused call cost.
public struct MonotonicTime: Hashable, Sendable, Comparable {
  private static let origin = ContinuousClock.now

  /// The time since the program first asked.
  @usableFromInline let nanoseconds: Int64

  @usableFromInline
  init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The same moment, or the end of time.
  public init(_ instant: ContinuousClock.Instant) {
    let (seconds, attoseconds) = Self.origin.duration(to: instant).components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let end = seconds < 0 ? Int64.min : Int64.max
    nanoseconds = overflow ? end : whole.addingWithinRange(attoseconds / 1_000_000_000)
  }

  /// The same moment in the clock's own terms.
  public var instant: ContinuousClock.Instant { Self.origin.advanced(by: .nanoseconds(nanoseconds)) }

  /// The moment that is so much later, or the end of time.
  public func advanced(byNanoseconds count: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds.addingWithinRange(count))
  }

  /// The span, below zero where `later` is earlier.
  @inlinable
  public func nanoseconds(to later: MonotonicTime) -> Int64 {
    let (difference, overflow) = later.nanoseconds.subtractingReportingOverflow(nanoseconds)
    return overflow ? (later < self ? .min : .max) : difference
  }

  /// True if `left` is earlier.
  @inlinable
  public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension Int64 {
  fileprivate func addingWithinRange(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
