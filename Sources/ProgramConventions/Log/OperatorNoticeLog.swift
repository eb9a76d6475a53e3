public import CampaignApplication
internal import CampaignDomain
public import Logging
import Synchronization

/// Logs what an operator should correct, the same notice once a minute: a listing that somebody asks for each second
/// would say it each second. Used from any thread.
public final class OperatorNoticeLog: Sendable {
  private static let rest = Duration.seconds(60)
  private static let capacity = 1_000

  private let logger: Logger
  private let now: @Sendable () -> ContinuousClock.Instant
  private let lastLines = Mutex<[OperatorNotice: ContinuousClock.Instant]>([:])

  /// `now` is the clock by which a minute is counted.
  public init(_ logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    self.logger = logger
    self.now = now
  }

  /// Writes a line, unless the same was written within the last minute.
  public func note(_ notice: OperatorNotice) {
    let now = now()
    let isDue = lastLines.withLock { lines in
      if let last = lines[notice], now - last < Self.rest { return false }
      if lines.count >= Self.capacity { lines = lines.filter { now - $0.value < Self.rest } }
      // Each of more notices than have room is written: nothing is lost, only said more often.
      if lines.count < Self.capacity { lines[notice] = now }
      return true
    }
    guard isDue else { return }
    switch notice {
    case .campaignLeftOut(let id, _): logger.error("\(notice)", metadata: ["campaign": .stringConvertible(id.rawValue)])
    case .compensationLeftOut(let id, _): logger.error("\(notice)", metadata: ["compensation": .stringConvertible(id)])
    case .campaignIDTaken: logger.warning("\(notice)")
    }
  }
}
