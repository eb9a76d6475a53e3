import CampaignApplication
import CampaignDomain
public import RPCCodec

/// Turns an error into the status that leaves the server, by the contract's table of errors.
public enum ErrorStatusTable {
  /// The domain of every `ErrorInfo`.
  static let domain = "campaign.v1"
  /// The number of faults of fields that one answer names at most.
  static let maximumFieldViolations = 32

  /// The status of an error: code, English message and details, the sentence for people in `language`.
  public static func status(for error: CallError, in language: Language) -> RPCStatus {
    var status = statusBeforeDelay(for: error, in: language)
    if let delay = retryDelay(for: error) {
      status.details.append(.retryInfo(max(delay, .zero)))
    }
    return status
  }

  /// The same without its last detail, the time to come back.
  public static func statusBeforeDelay(for error: CallError, in language: Language) -> RPCStatus {
    let row = ErrorRow(for: error)
    var metadata = ["http_status": String(row.httpStatus)]
    if case .useCase(.campaignNotStarted(let startTime, _)) = error {
      metadata["start_time"] = startTime.rfc3339
    }
    let sentence = row.sentence(in: language)
    var details: [StatusDetail] = [
      .errorInfo(ErrorInfo(reason: row.reason, domain: domain, metadata: metadata)),
      .localizedMessage(
        LocalizedMessage(locale: language.locale, message: fact(of: error).map { "\(sentence) (\($0))" } ?? sentence)),
    ]
    let violations = fieldViolations(for: error)
    if !violations.isEmpty {
      details.append(.badRequest(BadRequest(fieldViolations: violations)))
    }
    return RPCStatus(code: row.code, message: row.message, details: details)
  }

  /// The fact that the sentence is about, the same in every language; it stands behind the sentence.
  private static func fact(of error: CallError) -> String? {
    switch error {
    case .useCase(.campaignNotFound(let id)): "\(id)"
    case .useCase(.campaignNotStarted(let startTime, _)): startTime.rfc3339
    case .useCase(.userLimitReached(let limit)): "\(limit)"
    case .useCase(.requestNotFound(let id)): id
    case .useCase(.deliveryRequestNotFound(let code)): code
    case .useCase(.couponNotFound(let code)): code
    case .useCase(.compensationNotFound(let id)): "\(id)"
    case .useCase(.invalidField), .malformedRequest(.invalidUTF8):
      fieldViolations(for: error).map(\.field).joined(separator: ", ")
    case .internalFault(let id) where !id.isEmpty: id
    default: nil
    }
  }

  private static func fieldViolations(for error: CallError) -> [FieldViolation] {
    switch error {
    case .useCase(.invalidField(let faults)):
      faults.prefix(maximumFieldViolations).map { FieldViolation(field: $0.field, description: $0.description) }
    case .malformedRequest(.invalidUTF8(let field)):
      [FieldViolation(field: field, description: "must be valid UTF-8")]
    default:
      []
    }
  }

  /// The delay after which a repeat can help; `nil` where it can't, so that nobody asks in vain.
  private static func retryDelay(for error: CallError) -> Duration? {
    switch error {
    case .useCase(.campaignNotStarted(_, let timeLeft)): timeLeft
    case .useCase(.overloaded(let retryAfter)): retryAfter
    case .useCase(.databaseUnavailable(let retryAfter)): retryAfter
    case .draining(let retryAfter): retryAfter
    default: nil
    }
  }
}

/// An error whose status has no changing parts, so that a door encodes it once in each language: nearly everybody of a
/// crowd is told that nothing is left.
public enum ConstantError: Int, CaseIterable, Sendable {
  case soldOut
  case campaignNeverStarts
  case campaignPaused
  case campaignClosed
  case queueOnly
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
    case .useCase(.queueOnly): self = .queueOnly
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
    case .queueOnly: .useCase(.queueOnly)
    case .idempotencyKeyReused: .useCase(.idempotencyKeyReused)
    case .outcomeUnknown: .useCase(.outcomeUnknown)
    case .timeOver: .timeOver
    }
  }
}
