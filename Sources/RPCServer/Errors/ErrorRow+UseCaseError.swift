import CampaignApplication
import RPCCodec

extension ErrorRow {
  /// The row of what a use case refused.
  init(for error: UseCaseError) {
    switch error {
    case .campaignNotFound:
      self.init(.notFound, "CAMPAIGN_NOT_FOUND", 404, "캠페인이 존재하지 않음")
    case .campaignNotStarted, .campaignNeverStarts:
      self.init(.failedPrecondition, "CAMPAIGN_NOT_STARTED", 409, "캠페인이 아직 시작되지 않음")
    case .soldOut:
      // Never RESOURCE_EXHAUSTED: client libraries repeat calls that were answered with that code.
      self.init(.failedPrecondition, "SOLD_OUT", 409, "잔여 쿠폰 없음")
    case .campaignPaused:
      self.init(.failedPrecondition, "CAMPAIGN_PAUSED", 409, "캠페인이 일시 중지됨")
    case .campaignClosed:
      self.init(.failedPrecondition, "CAMPAIGN_CLOSED", 409, "캠페인이 종료됨")
    case .userLimitReached:
      self.init(.failedPrecondition, "USER_LIMIT_REACHED", 409, "사용자별 발행 한도에 도달함")
    case .invalidField:
      self.init(.invalidArgument, "INVALID_FIELD", 400, "요청 값이 올바르지 않음")
    case .idempotencyKeyReused:
      self.init(.invalidArgument, "IDEMPOTENCY_KEY_REUSED", 400, "같은 멱등 키가 다른 요청에 이미 사용됨")
    case .overloaded:
      self.init(.resourceExhausted, "OVERLOADED", 503, "서버가 혼잡함")
    case .databaseUnavailable:
      self.init(.unavailable, "DATABASE_UNAVAILABLE", 503, "데이터베이스에 연결할 수 없음")
    case .outcomeUnknown:
      self.init(.unknown, "OUTCOME_UNKNOWN", 500, "처리 결과를 알 수 없음")
    case .deadlineExceeded:
      self.init(for: .timeOver)
    case .internalFault:
      // The text stays here: FaultLog writes it and gives the caller an id in its place.
      self.init(for: .internalFault(id: ""))
    }
  }
}
