/// A part of an open-loop load: so many requests a second for so long.
public struct LoadStage: Equatable, Sendable {
  /// Requests a second.
  public var rate: Int

  /// The time for which requests are sent.
  public var duration: Duration

  /// A stage of a rate and a duration.
  public init(rate: Int, duration: Duration) {
    self.rate = rate
    self.duration = duration
  }
}
