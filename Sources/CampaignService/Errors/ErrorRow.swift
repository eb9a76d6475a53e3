import CampaignApplication
import CampaignDomain
import RPCCodec

/// One row of the contract's table of errors.
struct ErrorRow: Equatable, Sendable {
  let code: StatusCode
  let reason: String
  let httpStatus: Int
  /// The sentences for the people of the product.
  let korean: String
  let english: String
  /// The English sentence for developers: it says what is wrong and what to do.
  let message: String

  private init(
    _ code: StatusCode, _ reason: String, _ httpStatus: Int, _ korean: String, _ english: String, message: String
  ) {
    self.code = code
    self.reason = reason
    self.httpStatus = httpStatus
    self.korean = korean
    self.english = english
    self.message = message
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
    case .malformedRequest(let fault):
      self.init(
        .invalidArgument, "MALFORMED_REQUEST", 400, "요청을 해석할 수 없음", "The request can't be read",
        message: "The request can't be read (\(fault)): send it as the proto files define it.")
    case .requestTooLarge(let bytes, let limit):
      self = .tooLarge("The request has \(bytes) bytes of data, at most \(limit) are taken: send a smaller one.")
    case .responseTooLarge(let bytes, let limit):
      self = .tooLarge(
        "The response would have \(bytes) bytes, at most \(limit) can be sent: ask with a smaller page_size.")
    case .notUnary(let remedy):
      self = .unimplemented("Streams are not supported: send a unary request, \(remedy).")
    case .unknownMethod(let service, let method):
      self = .unimplemented(
        "There is no method \(quoted(service))/\(quoted(method)) here: check both names and the server's version.")
    case .unknownService(let name):
      self.init(
        .notFound, "SERVICE_NOT_FOUND", 404, "서비스가 존재하지 않음", "There is no such service",
        message: """
          There is no service \(quoted(name)) here: ask for "", "campaign.v1.CampaignService", "campaign.v1.QueueService" \
          or "campaign.v1.OperationsService".
          """)
    case .draining:
      self.init(
        .unavailable, "DRAINING", 503, "서버가 종료 중임", "The server is shutting down",
        message: "The server is shutting down: repeat the call on another connection.")
    case .timeOver:
      self.init(
        .deadlineExceeded, "DEADLINE_EXCEEDED", 504, "처리 시간이 초과됨", "It took too long",
        message: "The time for the call was over before it was decided: nothing was changed, call again with more time."
      )
    case .internalFault(let id):
      self.init(
        .internal, "INTERNAL", 500, "서버 내부 오류", "The server has a fault",
        message: "The server met a fault of its own: report the id \(id) to its operators.")
    }
  }

  private init(for error: UseCaseError) {
    switch error {
    case .campaignNotFound(let id):
      self.init(
        .notFound, "CAMPAIGN_NOT_FOUND", 404, "캠페인이 존재하지 않음", "There is no such campaign",
        message: "There is no campaign \(id.rawValue): check the id.")
    case .campaignNotStarted(let startTime, _):
      self = .notStarted("The campaign starts at \(startTime.rfc3339): call again then.")
    case .campaignNeverStarts:
      self = .notStarted("The campaign has no start yet: ask those who run it when to call again.")
    case .soldOut:
      // The code is never RESOURCE_EXHAUSTED: client libraries repeat calls that were answered with that code.
      self.init(
        .failedPrecondition, "SOLD_OUT", 409, "잔여 쿠폰 없음", "No coupons are left",
        message: "All coupons of the campaign are issued: stop asking.")
    case .campaignPaused:
      self.init(
        .failedPrecondition, "CAMPAIGN_PAUSED", 409, "캠페인이 일시 중지됨", "The campaign is paused",
        message: "The campaign is paused: call again when it has been resumed.")
    case .campaignClosed:
      self.init(
        .failedPrecondition, "CAMPAIGN_CLOSED", 409, "캠페인이 종료됨", "The campaign is over",
        message: "The campaign is closed: stop asking.")
    case .userLimitReached(let limit):
      self.init(
        .failedPrecondition, "USER_LIMIT_REACHED", 409, "사용자별 발행 한도에 도달함", "You have all coupons that one may have",
        message: "The user has all \(limit) coupons that the campaign gives to one: stop asking.")
    case .queueOnly:
      self.init(
        .failedPrecondition, "QUEUE_ONLY", 409, "대기열로만 발행되는 캠페인임", "This campaign issues through its queue alone",
        message: "Coupons of the campaign are issued through its queue alone: call JoinQueue or RequestCoupon.")
    case .stockInUse:
      self.init(
        .failedPrecondition, "STOCK_IN_USE", 409, "이미 발행이 시작된 재고임", "Coupons of this stock were issued already",
        message: "The campaign has issued a coupon: its stock can't be set any more; create another campaign.")
    case .requestNotFound(let id):
      self.init(
        .notFound, "REQUEST_NOT_FOUND", 404, "쿠폰 요청이 존재하지 않음", "There is no such coupon request",
        message: """
          There is no coupon request \(quoted(id)): check the id; requests are deleted some time after their campaign closed.
          """)
    case .deliveryRequestNotFound(let code):
      self.init(
        .notFound, "REQUEST_NOT_FOUND", 404, "쿠폰 요청이 존재하지 않음", "There is no such coupon request",
        message: """
          The request by which the coupon \(quoted(code)) was handed to the campaign's service is deleted, as requests are \
          some time after their campaign closed: the service can't be asked to give the coupon back.
          """)
    case .couponNotFound(let code):
      self.init(
        .notFound, "COUPON_NOT_FOUND", 404, "쿠폰이 존재하지 않음", "There is no such coupon",
        message: "The campaign has no coupon \(quoted(code)): check the code and the campaign.")
    case .compensationNotFound(let id):
      self.init(
        .notFound, "COMPENSATION_NOT_FOUND", 404, "보상 작업이 존재하지 않음", "There is no such compensation",
        message: """
          There is no compensation \(id): check the id; those that ended are deleted some time later.
          """)
    case .invalidField(let faults):
      let faults = faults.prefix(ErrorStatusTable.maximumFieldViolations).map { "\($0.field) \($0.description)" }
      self.init(
        .invalidArgument, "INVALID_FIELD", 400, "요청 값이 올바르지 않음", "The request has a wrong value",
        message: "Correct these fields: \(faults.joined(separator: "; ")).")
    case .idempotencyKeyReused:
      self.init(
        .invalidArgument, "IDEMPOTENCY_KEY_REUSED", 400, "같은 멱등 키가 다른 요청에 이미 사용됨",
        "The idempotency key belongs to another request",
        message: "The idempotency_key was used before with other fields: take a new key, or repeat the same request.")
    case .overloaded:
      self.init(
        .resourceExhausted, "OVERLOADED", 503, "서버가 혼잡함", "The server is busy",
        message: "The server has more calls than it can take: call again later.")
    case .databaseUnavailable:
      self.init(
        .unavailable, "DATABASE_UNAVAILABLE", 503, "데이터베이스에 연결할 수 없음", "The database can't be reached",
        message: "The database can't be reached, or waits for its disk or a standby: call again later.")
    case .outcomeUnknown:
      self.init(
        .unknown, "OUTCOME_UNKNOWN", 500, "처리 결과를 알 수 없음", "The outcome is unknown",
        message: "The call may have succeeded, and nobody knows whether it lasts: repeat it with the same user or key.")
    case .deadlineExceeded:
      self.init(for: .timeOver)
    case .internalFault:
      // The text stays here: FaultLog writes it and gives the caller an id in its place.
      self.init(for: .internalFault(id: "(none)"))
    }
  }

  private static func tooLarge(_ message: String) -> ErrorRow {
    ErrorRow(
      .resourceExhausted, "MESSAGE_TOO_LARGE", 413, "메시지가 너무 큼", "The message is too large", message: message)
  }

  private static func unimplemented(_ message: String) -> ErrorRow {
    ErrorRow(.unimplemented, "UNIMPLEMENTED", 501, "지원하지 않는 요청", "This is not supported", message: message)
  }

  private static func notStarted(_ message: String) -> ErrorRow {
    ErrorRow(
      .failedPrecondition, "CAMPAIGN_NOT_STARTED", 409, "캠페인이 아직 시작되지 않음", "The campaign has not started yet",
      message: message)
  }
}

/// A name from the wire, cut so that an answer can't be blown up by what was asked.
private func quoted(_ name: String) -> String {
  name.unicodeScalars.count <= 100 ? "\"\(name)\"" : "\"\(String(name.unicodeScalars.prefix(100)))…\""
}
