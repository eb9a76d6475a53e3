/// The rules by which coupons are handed to the services of campaigns (seed 000).
public struct DeliveryRules: Hashable, Sendable {
  /// The numbers of tries that a delivery may have.
  public static let attemptCounts: ClosedRange<Int32> = 1...100
  /// The numbers of polls that one try may have.
  public static let pollCounts: ClosedRange<Int32> = 1...1_000
  /// The time that a lease has beyond an exchange: to save what became of it.
  public static let leaseMargin = Duration.seconds(5)
  /// The longest wait after tries that failed.
  public static let longestBackoff = Duration.seconds(300)
  /// The longest wait that a service can ask for.
  public static let longestRetryAfter = Duration.seconds(600)

  /// The time within which a whole answer must be here.
  public var timeout: Duration
  /// The time between two polls of one place.
  public var pollInterval: Duration
  /// The polls after which nobody knows what became of a coupon, one of `pollCounts`.
  public var maximumPolls: Int32
  /// The tries after which a delivery is given up, one of `attemptCounts`.
  public var maximumAttempts: Int32
  /// The most deliveries that one scheduler has in flight.
  public var inFlightLimit: Int
  /// The most of them that one campaign has.
  public var campaignLimit: Int

  /// A count outside of its range is cut to it.
  public init(
    timeout: Duration = .seconds(10), pollInterval: Duration = .seconds(2), maximumPolls: Int32 = 5,
    maximumAttempts: Int32 = 10, inFlightLimit: Int = 64, campaignLimit: Int = 16
  ) {
    self.timeout = timeout
    self.pollInterval = pollInterval
    self.maximumPolls = min(max(maximumPolls, Self.pollCounts.lowerBound), Self.pollCounts.upperBound)
    self.maximumAttempts = min(max(maximumAttempts, Self.attemptCounts.lowerBound), Self.attemptCounts.upperBound)
    self.inFlightLimit = max(1, inFlightLimit)
    self.campaignLimit = max(1, campaignLimit)
  }

  /// The time for which a claim holds.
  public var lease: Duration { timeout + Self.leaseMargin }

  /// The time until the next try after so many that failed: anything up to 1, 2, 4… 300 s (full jitter), so that those
  /// that failed together don't come back together. It lies behind what the service asked for, up to 600 s.
  public static func backoff(
    afterFailures count: Int32, retryAfter: Duration? = nil, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let ceiling = min(.seconds(1 << Int64(min(max(count, 1) - 1, 9))), longestBackoff)
    let jitter = Int64.random(in: 0...ceiling.components.seconds * 1_000_000, using: &generator)
    return max(.zero, min(retryAfter ?? .zero, longestRetryAfter)) + .microseconds(jitter)
  }
}
