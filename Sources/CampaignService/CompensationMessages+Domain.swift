import CampaignApplication
import CampaignDomain
import RPCCodec

extension CompensationMessage {
  /// The most bytes of its texts of varying length: a reference of 100 scalars, the payload, two texts that are cut as
  /// errors are, and a reason.
  static let maximumTextBytes =
    400 + Compensation.maximumPayloadBytes + 2 * QueueEntry.maximumErrorBytes + 4 * TextRule.maximumReasonScalars

  /// The message of a compensation. Texts that somebody made longer by SQL are cut.
  init(_ compensation: Compensation) {
    self.init(
      id: compensation.id, compensationType: compensation.kind.rawValue, referenceID: compensation.reference,
      payload: compensation.payload, retryCount: Int64(compensation.retryCount),
      maxRetries: Int64(compensation.maximumRetryCount), status: compensation.status.rawValue,
      errorMessage: QueueEntry.cut(compensation.error ?? ""), createTime: ProtobufTimestamp(compensation.createTime),
      lastAttemptTime: compensation.lastAttemptTime.map(ProtobufTimestamp.init),
      completeTime: compensation.completeTime.map(ProtobufTimestamp.init),
      resolvedBy: QueueEntry.cut(compensation.resolvedBy ?? ""),
      resolution: String(
        String.UnicodeScalarView((compensation.resolution ?? "").unicodeScalars.prefix(TextRule.maximumReasonScalars))))
  }
}
