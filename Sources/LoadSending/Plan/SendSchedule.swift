/// The time at which each request of an open-loop load is to be sent: evenly spaced within its stage, known before the
/// first one goes out, and therefore independent of how fast the server answers.
package struct SendSchedule: Equatable, Sendable {
  /// A stretch of one rate.
  private struct Stretch: Equatable {
    var rate: UInt64
    /// The number of its first request.
    var first: UInt64
    /// The time from the start of the load to the start of the stretch.
    var startNanoseconds: UInt64
  }

  private static let nanosecondsInSecond: UInt64 = 1_000_000_000

  private let stretches: [Stretch]

  /// The number of requests.
  package let count: UInt64

  /// The time for which requests are sent, in nanoseconds.
  let nanoseconds: UInt64

  /// A schedule of one stage after the other, each of `rate` requests a second for as long as `nanoseconds`; `nil` when
  /// there is a stage without a rate, or when the count doesn't fit a number.
  init?(_ stages: [(rate: UInt64, nanoseconds: UInt64)]) {
    var stretches: [Stretch] = []
    var (count, start): (UInt64, UInt64) = (0, 0)
    for stage in stages {
      guard stage.rate > 0, let requests = Self.requests(stage.rate, in: stage.nanoseconds) else { return nil }
      stretches.append(Stretch(rate: stage.rate, first: count, startNanoseconds: start))
      let (sum, isTooMany) = count.addingReportingOverflow(requests)
      let (end, isTooLong) = start.addingReportingOverflow(stage.nanoseconds)
      guard !isTooMany, !isTooLong else { return nil }
      (count, start) = (sum, end)
    }
    self.stretches = stretches
    self.count = count
    self.nanoseconds = start
  }

  /// The time from the start to a request's planned send, in nanoseconds; `nil` past the last one.
  func offset(of request: UInt64) -> UInt64? {
    guard request < count, let stretch = stretch(of: request) else { return nil }
    // The number within the stretch over its rate is less than the stretch's duration, so the quotient fits.
    let (quotient, _) = stretch.rate.dividingFullWidth(
      (request - stretch.first).multipliedFullWidth(by: Self.nanosecondsInSecond))
    return stretch.startNanoseconds + quotient
  }

  /// The last stretch that begins at or before a request, found by halves: a stage may be too short for any request.
  private func stretch(of request: UInt64) -> Stretch? {
    guard stretches.count > 1 else { return stretches.first }
    var (low, high) = (0, stretches.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretches[middle].first <= request { low = middle } else { high = middle }
    }
    return stretches[low]
  }

  private static func requests(_ rate: UInt64, in nanoseconds: UInt64) -> UInt64? {
    let product = rate.multipliedFullWidth(by: nanoseconds)
    guard product.high < nanosecondsInSecond else { return nil }
    return nanosecondsInSecond.dividingFullWidth(product).quotient
  }
}
