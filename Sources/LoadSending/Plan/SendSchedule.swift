internal import NIOCore

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

  /// The most stages: no person writes more.
  private static let maximumStages = 1_000

  private static let nanosecondsInSecond: UInt64 = 1_000_000_000

  private let stretches: [Stretch]

  /// The number of requests.
  package let count: UInt64

  /// A schedule of one stage after the other; refused with the reason where a stage sends nothing, or all together too
  /// much.
  init(_ stages: [LoadStage]) throws(LoadFailure) {
    guard !stages.isEmpty else {
      throw LoadFailure("there is nothing to send: give --rate and --duration, or --stages")
    }
    guard stages.count <= Self.maximumStages else {
      throw LoadFailure(
        "\(stages.count) stages are more than the \(Self.maximumStages) that a schedule may have")
    }
    var stretches: [Stretch] = []
    var (count, start): (UInt64, UInt64) = (0, 0)
    for stage in stages {
      guard let rate = UInt64(exactly: stage.rate), rate > 0 else {
        throw LoadFailure("a rate of \(stage.rate) requests a second sends nothing: a rate is 1 or more")
      }
      guard stage.duration > .zero else {
        throw LoadFailure("a duration of \(stage.duration) leaves no time to send in: a duration is, say, 10s")
      }
      stretches.append(Stretch(rate: rate, first: count, startNanoseconds: start))
      let nanoseconds = TimeAmount(stage.duration).nanoseconds.magnitude
      guard let requests = Self.requests(rate, in: nanoseconds), requests <= LoadPlan.maximumRequests - count else {
        throw LoadPlan.tooManyRequests
      }
      // No overflow: each second has a request, and there are not so many of those.
      count += requests
      start += nanoseconds
    }
    guard count > 0 else { throw LoadFailure("rate times duration is less than one request") }
    self.stretches = stretches
    self.count = count
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
