import CampaignApplication
import RPCCodec

/// A status without changing parts, encoded once for all callers who get it: of a crowd nearly everybody is told that
/// nothing is left.
struct ConstantStatus: Sendable {
  let code: StatusCode
  let encoded: EncodedStatus

  private init(_ error: CallError) {
    let status = ErrorStatusTable.status(for: error)
    code = status.code
    encoded = EncodedStatus(status, with: MessageCodec())
  }

  private static let soldOut = ConstantStatus(.useCase(.soldOut))
  private static let campaignNeverStarts = ConstantStatus(.useCase(.campaignNeverStarts))
  private static let campaignPaused = ConstantStatus(.useCase(.campaignPaused))
  private static let campaignClosed = ConstantStatus(.useCase(.campaignClosed))
  private static let idempotencyKeyReused = ConstantStatus(.useCase(.idempotencyKeyReused))
  private static let outcomeUnknown = ConstantStatus(.useCase(.outcomeUnknown))
  private static let timeOver = ConstantStatus(.timeOver)

  /// The status of an error; nil for those whose message or details name something of the call.
  static func status(for error: CallError) -> ConstantStatus? {
    switch error {
    case .useCase(.soldOut): soldOut
    case .useCase(.campaignNeverStarts): campaignNeverStarts
    case .useCase(.campaignPaused): campaignPaused
    case .useCase(.campaignClosed): campaignClosed
    case .useCase(.idempotencyKeyReused): idempotencyKeyReused
    case .useCase(.outcomeUnknown): outcomeUnknown
    case .useCase(.deadlineExceeded), .timeOver: timeOver
    default: nil
    }
  }
}
