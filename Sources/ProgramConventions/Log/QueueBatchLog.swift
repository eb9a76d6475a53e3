public import CampaignApplication
public import CampaignDomain
public import Logging

/// A line of the log for what an operator wants to know of a batch: the end of a line, and entries that err.
public struct QueueBatchLog: QueueBatchObserver {
  private let logger: Logger

  /// Writes to this log.
  public init(_ logger: Logger) {
    self.logger = logger
  }

  /// `queue ended` for a mark, `entry set aside` and `entry given up` for entries that err.
  public func committed(_ change: QueueBatchChange) {
    let campaign = Logger.MetadataValue.stringConvertible(change.queue.campaignID.rawValue)
    if let mark = change.mark {
      logger.info(
        "queue ended",
        metadata: [
          "campaign": campaign, "reason": "\(mark.failure.rawValue)",
          "entries": .stringConvertible(change.queue.failedThrough - change.queue.settledThrough),
        ])
    }
    for entry in change.entries {
      guard let error = entry.error else { continue }
      let isGivenUp = if case .failed = entry.state { true } else { false }
      logger.log(
        level: isGivenUp ? .error : .warning, isGivenUp ? "entry given up" : "entry set aside",
        metadata: [
          "campaign": campaign, "ticket": .stringConvertible(entry.ticket),
          "attempts": .stringConvertible(entry.attempts), "reason": "\(error)",
        ])
    }
  }
}
