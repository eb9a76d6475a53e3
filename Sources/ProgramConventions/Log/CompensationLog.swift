public import CampaignApplication
public import CampaignDomain
public import Logging

/// A line of the log for what becomes of each compensation.
public struct CompensationLog: CompensationObserver {
  private let logger: Logger

  /// Writes to this log.
  public init(_ logger: Logger) {
    self.logger = logger
  }

  /// `compensation done`, `compensation not done` for a try that failed, and `compensation failed` for the last one,
  /// which is critical: an admin has to decide.
  public func ended(_ compensation: Compensation) {
    var fields = Self.fields(of: compensation)
    switch compensation.status {
    case .completed: logger.info("compensation done", metadata: fields)
    case .failed:
      fields["reason"] = "\(compensation.error ?? "its tries are used up")"
      logger.critical("compensation failed", metadata: fields)
    case .pending, .processing:
      fields["reason"] = "\(compensation.error ?? "")"
      logger.warning("compensation not done", metadata: fields)
    }
  }

  /// `compensation not read`, with what to correct.
  public func unreadable(_ id: Int64, fault: String) {
    logger.error("compensation not read", metadata: ["compensation": .stringConvertible(id), "reason": "\(fault)"])
  }

  /// `compensation retried` or `compensation discarded`, with who asked for it and why.
  public func resolved(_ compensation: Compensation, as resolution: ResolveCompensation.Resolution) {
    var fields = Self.fields(of: compensation)
    fields["actor"] = "\(compensation.resolvedBy ?? "")"
    fields["reason"] = "\(compensation.resolution ?? "")"
    switch resolution {
    case .retry: logger.info("compensation retried", metadata: fields)
    case .discard: logger.info("compensation discarded", metadata: fields)
    }
  }

  private static func fields(of compensation: Compensation) -> Logger.Metadata {
    [
      "compensation": .stringConvertible(compensation.id), "type": "\(compensation.kind.rawValue)",
      "reference": "\(compensation.reference)",
      "tries": .stringConvertible(Int64(compensation.immediateCount) + Int64(compensation.retryCount)),
    ]
  }
}
