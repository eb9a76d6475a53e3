import CampaignApplication
public import CampaignDomain
public import RPCCodec

extension QueueEntryMessage {
  /// The message of an entry.
  public init(_ view: QueueEntryView) {
    let entry = view.entry
    self.init(
      requestID: entry.requestID.description, campaignID: entry.campaignID.rawValue, userID: entry.userID.text,
      joinTime: ProtobufTimestamp(entry.joinTime), updateTime: ProtobufTimestamp(view.updateTime),
      ticket: entry.ticket ?? 0)
    switch view.status {
    case .waiting(let place, let wait):
      (status, position, estimatedWait) = (.waiting, place, wait.map(ProtobufDuration.init))
    case .processing: status = .processing
    case .completed(let coupon): (status, self.coupon) = (.completed, CouponMessage(coupon))
    case .failed(let failure): (status, failureReason) = (.failed, failure.rawValue)
    }
  }

  /// The message of a user without an entry.
  public init(ofNobodyIn campaign: CampaignID, userID: String) {
    self.init(campaignID: campaign.rawValue, userID: userID, status: .notInQueue)
  }
}

extension CouponRequestMessage {
  /// The message of the request behind an entry.
  public init(_ view: QueueEntryView) {
    let entry = view.entry
    self.init(
      requestID: entry.requestID.description, campaignID: entry.campaignID.rawValue, userID: entry.userID.text,
      step: entry.step.rawValue, attempts: entry.attempts,
      compensationStatus: entry.compensationStatus?.rawValue ?? "", requestTime: ProtobufTimestamp(entry.joinTime),
      doneTime: view.status.isEnd ? ProtobufTimestamp(view.updateTime) : nil)
    switch view.status {
    case .waiting, .processing: status = .requested
    case .completed(let coupon): (status, self.coupon) = (.done, CouponMessage(coupon))
    case .failed(let failure): (status, failureReason) = (.fail, failure.rawValue)
    }
  }
}

extension DeadLetterMessage {
  /// The message of a dead letter.
  init(_ letter: DeadLetter) {
    let entry = letter.entry
    self.init(
      requestID: entry.requestID.description, campaignID: entry.campaignID.rawValue, userID: entry.userID.text,
      ticket: entry.ticket ?? 0, attempts: entry.attempts, error: letter.error,
      failedTime: ProtobufTimestamp(entry.updateTime))
  }
}
