import CampaignApplication
import RPCCodec

/// One row of the contract's table of errors.
struct ErrorRow: Equatable, Sendable {
  let code: StatusCode
  let reason: String
  let httpStatus: Int
  /// The sentences for the people of the product.
  let korean: String
  let english: String

  private init(_ code: StatusCode, _ reason: String, _ httpStatus: Int, _ korean: String, _ english: String) {
    self.code = code
    self.reason = reason
    self.httpStatus = httpStatus
    self.korean = korean
    self.english = english
  }

  func sentence(in language: Language) -> String {
    switch language {
    case .korean: korean
    case .english: english
    }
  }
}

extension ErrorRow {
  /// The row of an error: the one place where code, reason, HTTP status and sentences are chosen.
  init(for error: CallError) {
    switch error {
    case .useCase(let error):
      self.init(for: error)
    case .malformedRequest:
      self.init(.invalidArgument, "MALFORMED_REQUEST", 400, "요청을 해석할 수 없음", "The request can't be read")
    case .requestTooLarge, .responseTooLarge:
      self.init(.resourceExhausted, "MESSAGE_TOO_LARGE", 413, "메시지가 너무 큼", "The message is too large")
    case .flagsNotUnary, .unknownMethod:
      self.init(.unimplemented, "UNIMPLEMENTED", 501, "지원하지 않는 요청", "This is not supported")
    case .unknownService:
      self.init(.notFound, "SERVICE_NOT_FOUND", 404, "서비스가 존재하지 않음", "There is no such service")
    case .draining:
      self.init(.unavailable, "DRAINING", 503, "서버가 종료 중임", "The server is shutting down")
    case .timeOver:
      self.init(.deadlineExceeded, "DEADLINE_EXCEEDED", 504, "처리 시간이 초과됨", "It took too long")
    case .internalFault:
      self.init(.internal, "INTERNAL", 500, "서버 내부 오류", "The server has a fault")
    }
  }

  private init(for error: UseCaseError) {
    switch error {
    case .campaignNotFound:
      self.init(.notFound, "CAMPAIGN_NOT_FOUND", 404, "캠페인이 존재하지 않음", "There is no such campaign")
    case .campaignNotStarted, .campaignNeverStarts:
      self.init(
        .failedPrecondition, "CAMPAIGN_NOT_STARTED", 409, "캠페인이 아직 시작되지 않음", "The campaign has not started yet")
    case .soldOut:
      // The code is never RESOURCE_EXHAUSTED: client libraries repeat calls that were answered with that code.
      self.init(.failedPrecondition, "SOLD_OUT", 409, "잔여 쿠폰 없음", "No coupons are left")
    case .campaignPaused:
      self.init(.failedPrecondition, "CAMPAIGN_PAUSED", 409, "캠페인이 일시 중지됨", "The campaign is paused")
    case .campaignClosed:
      self.init(.failedPrecondition, "CAMPAIGN_CLOSED", 409, "캠페인이 종료됨", "The campaign is over")
    case .userLimitReached:
      self.init(
        .failedPrecondition, "USER_LIMIT_REACHED", 409, "사용자별 발행 한도에 도달함", "You have all coupons that one may have")
    case .invalidField:
      self.init(.invalidArgument, "INVALID_FIELD", 400, "요청 값이 올바르지 않음", "The request has a wrong value")
    case .idempotencyKeyReused:
      self.init(
        .invalidArgument, "IDEMPOTENCY_KEY_REUSED", 400, "같은 멱등 키가 다른 요청에 이미 사용됨",
        "The idempotency key belongs to another request")
    case .overloaded:
      self.init(.resourceExhausted, "OVERLOADED", 503, "서버가 혼잡함", "The server is busy")
    case .databaseUnavailable:
      self.init(.unavailable, "DATABASE_UNAVAILABLE", 503, "데이터베이스에 연결할 수 없음", "The database can't be reached")
    case .outcomeUnknown:
      self.init(.unknown, "OUTCOME_UNKNOWN", 500, "처리 결과를 알 수 없음", "The outcome is unknown")
    case .deadlineExceeded:
      self.init(for: .timeOver)
    case .internalFault:
      // The text stays here: FaultLog writes it and gives the caller an id in its place.
      self.init(for: .internalFault(id: ""))
    }
  }
}
