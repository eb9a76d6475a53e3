import RPCClient
import RPCCodec
import Testing

/// A row of the contract's table of errors, as clients rely on it.
struct ExpectedError: Sendable, CustomTestStringConvertible {
  let code: StatusCode
  let reason: String
  let httpStatus: Int
  /// The Korean sentence that docs/contract.md gives, where it gives one.
  var korean: String?
  var mayRetry = false
  /// The fields that are at fault, in their order.
  var fields: [String] = []

  var testDescription: String { reason }

  /// Checks an answer against the row, detail by detail.
  func check(
    _ status: RPCStatus?, withoutFields: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let status else {
      Issue.record("no error where \(reason) was expected", sourceLocation: sourceLocation)
      return
    }
    #expect(status.code == code, "\(status)", sourceLocation: sourceLocation)
    #expect(status.reason == reason, "\(status)", sourceLocation: sourceLocation)
    #expect(status.domain == "campaign.v1", sourceLocation: sourceLocation)
    #expect(status.httpStatus == httpStatus, sourceLocation: sourceLocation)
    #expect(status.locale == "ko", sourceLocation: sourceLocation)
    #expect(status.localizedMessage?.isEmpty == false, sourceLocation: sourceLocation)
    if let korean {
      // The facts of the call stand behind the sentence.
      let sentence = status.localizedMessage?.split(separator: " (").first.map(String.init)
      #expect(sentence == korean, sourceLocation: sourceLocation)
    }
    #expect(status.message.hasSuffix("."), "the message says what to do", sourceLocation: sourceLocation)
    #expect((status.retryDelay != nil) == mayRetry, "\(status)", sourceLocation: sourceLocation)
    if !withoutFields {
      #expect(status.fieldViolations.map(\.field) == fields, "\(status)", sourceLocation: sourceLocation)
    }
    #expect(status.fieldViolations.allSatisfy { !$0.description.isEmpty }, sourceLocation: sourceLocation)
  }
}

extension ExpectedError {
  static let campaignNotFound = ExpectedError(
    code: .notFound, reason: "CAMPAIGN_NOT_FOUND", httpStatus: 404, korean: "캠페인이 존재하지 않음")
  static let notStarted = ExpectedError(
    code: .failedPrecondition, reason: "CAMPAIGN_NOT_STARTED", httpStatus: 409, korean: "캠페인이 아직 시작되지 않음",
    mayRetry: true)
  static let soldOut = ExpectedError(
    code: .failedPrecondition, reason: "SOLD_OUT", httpStatus: 409, korean: "잔여 쿠폰 없음")
  static let paused = ExpectedError(code: .failedPrecondition, reason: "CAMPAIGN_PAUSED", httpStatus: 409)
  static let closed = ExpectedError(code: .failedPrecondition, reason: "CAMPAIGN_CLOSED", httpStatus: 409)
  static let userLimitReached = ExpectedError(
    code: .failedPrecondition, reason: "USER_LIMIT_REACHED", httpStatus: 409)
  static let keyReused = ExpectedError(code: .invalidArgument, reason: "IDEMPOTENCY_KEY_REUSED", httpStatus: 400)
  static let malformed = malformed()
  static let messageTooLarge = ExpectedError(code: .resourceExhausted, reason: "MESSAGE_TOO_LARGE", httpStatus: 413)
  static let overloaded = ExpectedError(
    code: .resourceExhausted, reason: "OVERLOADED", httpStatus: 503, mayRetry: true)
  static let databaseUnavailable = ExpectedError(
    code: .unavailable, reason: "DATABASE_UNAVAILABLE", httpStatus: 503, mayRetry: true)
  static let draining = ExpectedError(code: .unavailable, reason: "DRAINING", httpStatus: 503, mayRetry: true)
  static let outcomeUnknown = ExpectedError(code: .unknown, reason: "OUTCOME_UNKNOWN", httpStatus: 500)
  static let deadlineExceeded = ExpectedError(code: .deadlineExceeded, reason: "DEADLINE_EXCEEDED", httpStatus: 504)
  static let unimplemented = ExpectedError(code: .unimplemented, reason: "UNIMPLEMENTED", httpStatus: 501)
  static let serviceNotFound = ExpectedError(code: .notFound, reason: "SERVICE_NOT_FOUND", httpStatus: 404)
  static let internalFault = ExpectedError(code: .internal, reason: "INTERNAL", httpStatus: 500)

  static func invalidField(_ fields: String...) -> ExpectedError {
    ExpectedError(code: .invalidArgument, reason: "INVALID_FIELD", httpStatus: 400, fields: fields)
  }

  static func malformed(_ fields: String...) -> ExpectedError {
    ExpectedError(code: .invalidArgument, reason: "MALFORMED_REQUEST", httpStatus: 400, fields: fields)
  }
}

/// Expects that a call is refused with this row of the contract, and returns what was answered.
@discardableResult
func expect<Answer>(
  _ expected: ExpectedError, sourceLocation: SourceLocation = #_sourceLocation,
  from call: () async throws -> Answer
) async -> RPCStatus? {
  do {
    let answer = try await call()
    Issue.record("\(answer) where \(expected.reason) was expected", sourceLocation: sourceLocation)
  } catch RPCClientError.status(let status) {
    expected.check(status, sourceLocation: sourceLocation)
    return status
  } catch {
    Issue.record("\(error) where \(expected.reason) was expected", sourceLocation: sourceLocation)
  }
  return nil
}

extension RPCStatus {
  /// The metadata of the one ErrorInfo.
  var metadata: [String: String] { errorInfo?.metadata ?? [:] }

  fileprivate var domain: String? { errorInfo?.domain }

  fileprivate var locale: String? {
    details.lazy.compactMap { if case .localizedMessage(let text) = $0 { text.locale } else { nil } }.first
  }

  private var errorInfo: ErrorInfo? {
    let found = details.compactMap { if case .errorInfo(let info) = $0 { info } else { nil } }
    return found.count == 1 ? found.first : nil
  }
}
