/// When each request of an open-loop load is to be sent: evenly spaced, known before the first one goes out, and
/// therefore independent of how fast the server answers.
struct SendSchedule: Equatable, Sendable {
  /// Requests a second.
  let rate: UInt64

  /// How many requests there are.
  let count: UInt64

  /// A schedule of `rate` requests a second for as long as `nanoseconds`; `nil` when the count doesn't fit a number.
  init?(rate: UInt64, nanoseconds: UInt64) {
    let product = rate.multipliedFullWidth(by: nanoseconds)
    guard product.high < Self.nanosecondsInSecond else { return nil }
    self.rate = rate
    self.count = Self.nanosecondsInSecond.dividingFullWidth(product).quotient
  }

  /// How long after the start a request is planned, in nanoseconds; `nil` past the last one.
  func offset(of request: UInt64) -> UInt64? {
    guard request < count else { return nil }
    // `request / rate` is less than the duration, so the quotient fits.
    return rate.dividingFullWidth(request.multipliedFullWidth(by: Self.nanosecondsInSecond)).quotient
  }

  private static let nanosecondsInSecond: UInt64 = 1_000_000_000
}
