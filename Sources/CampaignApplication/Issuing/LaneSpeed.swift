/// The speed at which a lane answers its calls, measured by its groups. A pure value: the clock is a parameter.
///
/// A group costs a time of its own and a little for each call, so the speed of small groups says nothing about that of
/// a crowd. The time that a full group takes or would have taken is averaged.
struct LaneSpeed: Sendable {
  /// The cost of one more call in a group: see docs/performance.md.
  static let timeOfOneCall = Duration.microseconds(10)
  /// The weight of the newest group in the average.
  static let weight = 0.2

  private let groupSize: Int
  /// The average.
  private(set) var fullGroupTime: Duration
  /// The time at which the group that runs, or waits for its connection, was asked for; `nil`: none is.
  private(set) var runningSince: ContinuousClock.Instant?

  /// A lane whose groups have up to `groupSize` calls, and of which nothing was measured yet.
  init(groupSize: Int) {
    self.groupSize = max(1, groupSize)
    fullGroupTime = .milliseconds(1) + Self.timeOfOneCall * self.groupSize
  }

  /// A group begins to wait for its connection, or follows another.
  mutating func groupBegan(at now: ContinuousClock.Instant) {
    runningSince = now
  }

  /// The group that began has answers for `count` calls.
  mutating func groupEnded(calls count: Int, at now: ContinuousClock.Instant) {
    guard let began = runningSince else { return }
    runningSince = nil
    let missing = max(0, groupSize - count)
    let sample = max(.zero, now - began) + Self.timeOfOneCall * missing
    fullGroupTime = fullGroupTime * (1 - Self.weight) + sample * Self.weight
  }

  /// The time until `count` calls are answered. A group that runs for longer than its like counts with what it took
  /// until now: a lane that stands still is slow before its group has ended.
  func timeToAnswer(_ count: Int, at now: ContinuousClock.Instant) -> Duration {
    let (groups, rest) = max(0, count).quotientAndRemainder(dividingBy: groupSize)
    return groupTime(at: now) * (rest > 0 ? groups + 1 : groups)
  }

  /// The number of calls that are answered within a second, at the speed of the groups that ended; at least ten groups'
  /// calls: one slow group is no slow lane.
  var callsInASecond: Int {
    let groups = Duration.seconds(1) / max(.microseconds(1), fullGroupTime)
    return max(10 * groupSize, Int(min(groups * Double(groupSize), 10_000_000)))
  }

  private func groupTime(at now: ContinuousClock.Instant) -> Duration {
    max(fullGroupTime, runningSince.map { now - $0 } ?? .zero)
  }
}
