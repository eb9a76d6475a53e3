package import CampaignApplication
import CampaignDomain
package import CampaignService
package import RPCCodec

/// A row of the contract's table of errors, written down a second time: what clients rely on must not change unseen.
package struct ContractRow: Sendable {
  package let error: CallError
  package let code: StatusCode
  package let reason: String
  package let httpStatus: Int
  package var mayRetry = false

  /// The rows that a use case causes.
  package static let ofUseCases: [(error: UseCaseError, row: ContractRow)] = useCaseRows.map {
    error, code, reason, http, retry in
    (error, ContractRow(error: .useCase(error), code: code, reason: reason, httpStatus: http, mayRetry: retry))
  }

  private static let useCaseRows: [(UseCaseError, StatusCode, String, Int, Bool)] = [
    (.campaignNotFound(CampaignID(rawValue: 1)), .notFound, "CAMPAIGN_NOT_FOUND", 404, false),
    (
      .campaignNotStarted(startTime: Samples.startTime, timeLeft: .seconds(5)), .failedPrecondition,
      "CAMPAIGN_NOT_STARTED", 409, true
    ),
    (.campaignNeverStarts, .failedPrecondition, "CAMPAIGN_NOT_STARTED", 409, false),
    (.soldOut, .failedPrecondition, "SOLD_OUT", 409, false),
    (.campaignPaused, .failedPrecondition, "CAMPAIGN_PAUSED", 409, false),
    (.campaignClosed, .failedPrecondition, "CAMPAIGN_CLOSED", 409, false),
    (.userLimitReached(limit: 2), .failedPrecondition, "USER_LIMIT_REACHED", 409, false),
    (.queueOnly, .failedPrecondition, "QUEUE_ONLY", 409, false),
    (.stockInUse, .failedPrecondition, "STOCK_IN_USE", 409, false),
    (.requestNotFound("0190"), .notFound, "REQUEST_NOT_FOUND", 404, false),
    (.deliveryRequestNotFound("0123456789"), .notFound, "REQUEST_NOT_FOUND", 404, false),
    (.couponNotFound("0123456789"), .notFound, "COUPON_NOT_FOUND", 404, false),
    (.compensationNotFound(1), .notFound, "COMPENSATION_NOT_FOUND", 404, false),
    (
      .invalidField([FieldFault(field: "user_id", description: "is too long")]), .invalidArgument, "INVALID_FIELD", 400,
      false
    ),
    (.idempotencyKeyReused, .invalidArgument, "IDEMPOTENCY_KEY_REUSED", 400, false),
    (.overloaded(retryAfter: .seconds(1)), .resourceExhausted, "OVERLOADED", 503, true),
    (.databaseUnavailable(retryAfter: .seconds(1)), .unavailable, "DATABASE_UNAVAILABLE", 503, true),
    (.outcomeUnknown, .unknown, "OUTCOME_UNKNOWN", 500, false),
    (.deadlineExceeded, .deadlineExceeded, "DEADLINE_EXCEEDED", 504, false),
    (.internalFault("inner text"), .internal, "INTERNAL", 500, false),
  ]

  /// The rows of the transport.
  package static let ofTransport: [ContractRow] = [
    ContractRow(
      error: .malformedRequest(.malformed("truncated")), code: .invalidArgument, reason: "MALFORMED_REQUEST",
      httpStatus: 400),
    ContractRow(
      error: .requestTooLarge(bytes: 70_000, limit: 65_536), code: .resourceExhausted, reason: "MESSAGE_TOO_LARGE",
      httpStatus: 413),
    ContractRow(
      error: .responseTooLarge(bytes: 5 << 20, limit: 4 << 20), code: .resourceExhausted,
      reason: "MESSAGE_TOO_LARGE", httpStatus: 413),
    ContractRow(
      error: .notUnary("with flags 0 in place of 1"), code: .unimplemented, reason: "UNIMPLEMENTED", httpStatus: 501),
    ContractRow(
      error: .unknownMethod(service: "a", method: "b"), code: .unimplemented, reason: "UNIMPLEMENTED",
      httpStatus: 501),
    ContractRow(error: .unknownService("x"), code: .notFound, reason: "SERVICE_NOT_FOUND", httpStatus: 404),
    ContractRow(
      error: .draining(retryAfter: .seconds(1)), code: .unavailable, reason: "DRAINING", httpStatus: 503,
      mayRetry: true),
    ContractRow(error: .timeOver, code: .deadlineExceeded, reason: "DEADLINE_EXCEEDED", httpStatus: 504),
    ContractRow(error: .internalFault(id: "0"), code: .internal, reason: "INTERNAL", httpStatus: 500),
  ]

  package static let all = ofUseCases.map(\.row) + ofTransport
}
