import RPCCodec

/// One row of the contract's table of errors.
struct ErrorRow: Equatable, Sendable {
  let code: StatusCode
  let reason: String
  let httpStatus: Int
  /// The sentence for the people of the product, in Korean.
  let korean: String

  init(_ code: StatusCode, _ reason: String, _ httpStatus: Int, _ korean: String) {
    self.code = code
    self.reason = reason
    self.httpStatus = httpStatus
    self.korean = korean
  }
}

extension ErrorRow {
  /// The row of an error: the one place where code, reason and HTTP status are chosen.
  init(for error: CallError) {
    switch error {
    case .useCase(let error):
      self.init(for: error)
    case .malformedRequest:
      self.init(.invalidArgument, "MALFORMED_REQUEST", 400, "요청을 해석할 수 없음")
    case .requestTooLarge, .responseTooLarge:
      self.init(.resourceExhausted, "MESSAGE_TOO_LARGE", 413, "메시지가 너무 큼")
    case .flagsNotUnary, .unknownMethod:
      self.init(.unimplemented, "UNIMPLEMENTED", 501, "지원하지 않는 요청")
    case .unknownService:
      self.init(.notFound, "SERVICE_NOT_FOUND", 404, "서비스가 존재하지 않음")
    case .draining:
      self.init(.unavailable, "DRAINING", 503, "서버가 종료 중임")
    case .timeOver:
      self.init(.deadlineExceeded, "DEADLINE_EXCEEDED", 504, "처리 시간이 초과됨")
    case .internalFault:
      self.init(.internal, "INTERNAL", 500, "서버 내부 오류")
    }
  }
}
