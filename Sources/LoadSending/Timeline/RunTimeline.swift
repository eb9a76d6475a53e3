/// The course of a run: counts by outcome and latencies of each interval of a run, and the first second in
/// milliseconds.
///
/// Bounded, however long the run is: when an interval more than the most would be needed, neighbours are put together
/// and the interval doubles. Senders count for themselves, by index and without allocating; in the end their timelines
/// are added up.
public struct RunTimeline: Equatable, Sendable {
  /// The most intervals there are: about a megabyte and a half.
  package static let maximumIntervals = 600

  /// The interval as long as the run is shorter than six seconds.
  package static let finestIntervalMicroseconds: UInt64 = 10_000

  /// No time is later: a year.
  private static let latestMicroseconds: UInt64 = 31_536_000_000_000

  private static let seriesCount = OutcomeSeries.allCases.count

  /// The length of each interval.
  package private(set) var intervalMicroseconds = finestIntervalMicroseconds

  /// The number of intervals, up to the last one in which something happened.
  package var intervalCount: Int { sent.count }

  /// The first second after the start.
  package private(set) var opening = OpeningSecond()

  /// The time at which the last request ended, in microseconds after the start.
  package private(set) var lastEndMicroseconds: UInt64 = 0

  // One element, or one row, for each interval.
  private var sent: [UInt64] = []
  private var longest: [UInt64] = []
  private var ended: [UInt64] = []
  private var latencies: [UInt32] = []

  /// A timeline of nothing.
  package init() {}

  /// A request has ended with its answer, or without one.
  mutating func countEnded(
    _ series: OutcomeSeries, plannedMicroseconds: UInt64, endedMicroseconds: UInt64, isAnswered: Bool
  ) {
    countAnswer(
      plannedMicroseconds: plannedMicroseconds, endedMicroseconds: endedMicroseconds, isAnswered: isAnswered)
    countEnd(series, atMicroseconds: endedMicroseconds)
  }

  /// A request was answered, or will not be. It counts as sent in the interval of its plan, and so does its latency,
  /// which then says how those who came at that time fared. Times are microseconds after the start.
  mutating func countAnswer(plannedMicroseconds: UInt64, endedMicroseconds: UInt64, isAnswered: Bool) {
    let end = min(endedMicroseconds, Self.latestMicroseconds)
    let plan = min(plannedMicroseconds, end)
    lastEndMicroseconds = max(lastEndMicroseconds, end)
    reach(end)
    let planned = Int(plan / intervalMicroseconds)
    sent[planned] += 1
    guard isAnswered else { return }
    longest[planned] = max(longest[planned], end - plan)
    latencies[planned * LatencyBuckets.count + LatencyBuckets.index(of: end - plan)] &+= 1
  }

  /// A request has ended: its outcome counts where it did, in microseconds after the start.
  mutating func countEnd(_ series: OutcomeSeries, atMicroseconds ended: UInt64) {
    let end = min(ended, Self.latestMicroseconds)
    lastEndMicroseconds = max(lastEndMicroseconds, end)
    reach(end)
    self.ended[Int(end / intervalMicroseconds) * Self.seriesCount + series.rawValue] += 1
    opening.countEnded(series, atMicroseconds: end)
  }

  /// Adds the counts of another sender.
  mutating func add(_ other: RunTimeline) {
    var other = other
    while intervalMicroseconds < other.intervalMicroseconds { coarsen() }
    while other.intervalMicroseconds < intervalMicroseconds { other.coarsen() }
    if other.intervalCount > intervalCount { extend(to: other.intervalCount) }
    for index in other.sent.indices {
      sent[index] += other.sent[index]
      longest[index] = max(longest[index], other.longest[index])
    }
    for index in other.ended.indices { ended[index] += other.ended[index] }
    for index in other.latencies.indices { latencies[index] &+= other.latencies[index] }
    opening.add(other.opening)
    lastEndMicroseconds = max(lastEndMicroseconds, other.lastEndMicroseconds)
  }

  /// The same with at most so many intervals.
  package func coarsened(toAtMost count: Int) -> RunTimeline {
    var coarse = self
    while coarse.intervalCount > max(1, count) { coarse.coarsen() }
    return coarse
  }

  /// The intervals, in order of time.
  package var intervals: [TimelineInterval] {
    sent.indices.map { index in
      let row = latencies[(index * LatencyBuckets.count)..<((index + 1) * LatencyBuckets.count)]
      let outcomes = ended[(index * Self.seriesCount)..<((index + 1) * Self.seriesCount)]
      return TimelineInterval(
        startMicroseconds: UInt64(index) * intervalMicroseconds, lengthMicroseconds: intervalMicroseconds,
        sent: sent[index], endedBySeries: Array(outcomes),
        latency: IntervalLatency(buckets: row, longest: longest[index]))
    }
  }

  /// Makes room for a time, with longer intervals where there would be too many.
  private mutating func reach(_ time: UInt64) {
    guard time / intervalMicroseconds >= UInt64(intervalCount) else { return }
    while time / intervalMicroseconds >= UInt64(Self.maximumIntervals) { coarsen() }
    let needed = Int(time / intervalMicroseconds) + 1
    if needed > intervalCount { extend(to: needed) }
  }

  private mutating func extend(to count: Int) {
    let new = count - intervalCount
    sent.append(contentsOf: repeatElement(0, count: new))
    longest.append(contentsOf: repeatElement(0, count: new))
    ended.append(contentsOf: repeatElement(0, count: new * Self.seriesCount))
    latencies.append(contentsOf: repeatElement(0, count: new * LatencyBuckets.count))
  }

  private mutating func coarsen() {
    sent = Self.paired(sent, +)
    longest = Self.paired(longest, max)
    ended = Self.paired(ended, width: Self.seriesCount, +)
    latencies = Self.paired(latencies, width: LatencyBuckets.count, &+)
    intervalMicroseconds *= 2
  }

  /// Rows of so many numbers, of which each two neighbours are joined to one.
  private static func paired<Number: FixedWidthInteger>(
    _ rows: [Number], width: Int = 1, _ join: (Number, Number) -> Number
  ) -> [Number] {
    var paired = [Number](repeating: 0, count: (rows.count / width + 1) / 2 * width)
    for index in rows.indices {
      let place = index / width / 2 * width + index % width
      paired[place] = join(paired[place], rows[index])
    }
    return paired
  }
}
