import CampaignApplication

/// An error whose status has no changing parts, so that a door encodes it once in each language: of a crowd nearly
/// everybody is told that nothing is left.
public enum ConstantError: Int, CaseIterable, Sendable {
  case soldOut
  case campaignNeverStarts
  case campaignPaused
  case campaignClosed
  case idempotencyKeyReused
  case outcomeUnknown
  case timeOver

  /// `nil` for those whose message or details name something of the call.
  public init?(_ error: CallError) {
    switch error {
    case .useCase(.soldOut): self = .soldOut
    case .useCase(.campaignNeverStarts): self = .campaignNeverStarts
    case .useCase(.campaignPaused): self = .campaignPaused
    case .useCase(.campaignClosed): self = .campaignClosed
    case .useCase(.idempotencyKeyReused): self = .idempotencyKeyReused
    case .useCase(.outcomeUnknown): self = .outcomeUnknown
    case .useCase(.deadlineExceeded), .timeOver: self = .timeOver
    default: return nil
    }
  }

  /// The error that it is.
  public var error: CallError {
    switch self {
    case .soldOut: .useCase(.soldOut)
    case .campaignNeverStarts: .useCase(.campaignNeverStarts)
    case .campaignPaused: .useCase(.campaignPaused)
    case .campaignClosed: .useCase(.campaignClosed)
    case .idempotencyKeyReused: .useCase(.idempotencyKeyReused)
    case .outcomeUnknown: .useCase(.outcomeUnknown)
    case .timeOver: .timeOver
    }
  }
}
