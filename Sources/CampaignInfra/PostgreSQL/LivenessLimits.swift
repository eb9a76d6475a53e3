/// The limits by which a server that says nothing is known to be there or not. A healthy session pays a few bytes for
/// them.
public struct LivenessLimits: Sendable {
  /// A session that heard nothing for so long asks its server, on its own thread: no caller pays for it.
  public var questionInterval: Duration
  /// The server answers a question within this time, or the connection is dropped. PostgreSQL answers before it waits
  /// for anything.
  public var answerLimit: Duration
  /// A server of which nothing was heard for so long is asked in the same breath as it is given work.
  public var freshness: Duration

  /// Questions each ten seconds, answered within one.
  public init(
    questionInterval: Duration = .seconds(10), answerLimit: Duration = .seconds(1), freshness: Duration = .seconds(1)
  ) {
    self.questionInterval = questionInterval
    self.answerLimit = answerLimit
    self.freshness = freshness
  }
}
