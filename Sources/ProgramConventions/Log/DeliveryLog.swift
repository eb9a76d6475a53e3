public import CampaignApplication
public import CampaignDomain
public import Logging

/// A line of the log for what an operator wants to know of deliveries: coupons that a service doesn't take, and
/// standstills.
public struct DeliveryLog: DeliveryObserver {
  private let logger: Logger

  /// Writes to this log.
  public init(_ logger: Logger) {
    self.logger = logger
  }

  /// `delivery refused` and `delivery given up` for coupons, `deliveries stand still` and `deliveries go on` for a
  /// campaign.
  public func committed(_ change: DeliveryChange) {
    let campaign = Logger.MetadataValue.stringConvertible(change.queue.campaignID.rawValue)
    for entry in change.ended {
      guard case .failed(let failure) = entry.state else { continue }
      logger.log(
        level: failure == .deliveryRefused ? .warning : .error,
        failure == .deliveryRefused ? "delivery refused" : "delivery given up",
        metadata: [
          "campaign": campaign, "request": "\(entry.requestID)", "attempts": .stringConvertible(entry.attempts),
          "reason": "\(entry.error ?? "none")",
        ])
    }
    switch change.standstill {
    case .save(let standstill, isNew: true):
      logger.critical("deliveries stand still", metadata: ["campaign": campaign, "reason": "\(standstill.error)"])
    case .save(_, isNew: false), nil: break
    case .end(_, let since): logger.notice("deliveries go on", metadata: ["campaign": campaign, "since": "\(since)"])
    }
  }
}
