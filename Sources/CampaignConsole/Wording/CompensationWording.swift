/// Everything that is said to people about compensations, in one language.
struct CompensationWording: Sendable {
  // Labels
  var type, reference, status, retries, createTime, lastAttemptTime, completeTime, error: String
  var resolvedBy, resolution, payload: String

  // Values
  /// The states, by their names in the protocol.
  var statuses: [String: String]
  /// FAILED, and given up by an admin.
  var statusGivenUp: String

  // Actions that were done, or not
  var none, triedAnew, doneAlready, givenUpBefore, givenUp, notFailed: String
}

extension Language {
  /// The words about compensations.
  var compensationWording: CompensationWording {
    switch self {
    case .ko: .korean
    case .en: .english
    }
  }
}

extension CompensationWording {
  fileprivate static let english = CompensationWording(
    type: "Type", reference: "Coupon", status: "Status", retries: "Retries", createTime: "Created",
    lastAttemptTime: "Last try", completeTime: "Done", error: "Error", resolvedBy: "Decided by", resolution: "Reason",
    payload: "Payload",
    statuses: [
      "PENDING": "waiting", "PROCESSING": "being tried", "COMPLETED": "done", "FAILED": "failed",
    ],
    statusGivenUp: "given up",
    none: "There are no compensations.", triedAnew: "It is tried by the schedulers.",
    doneAlready: "It is done already and stays as it is.", givenUpBefore: "It was given up before and stays as it is.",
    givenUp: "It is given up: its coupon is revoked without its stock.",
    notFailed: "It has not failed and stays as it is.")

  fileprivate static let korean = CompensationWording(
    type: "종류", reference: "쿠폰", status: "상태", retries: "재시도", createTime: "생성 시각", lastAttemptTime: "마지막 시도",
    completeTime: "완료 시각", error: "오류", resolvedBy: "처리자", resolution: "사유", payload: "내용",
    statuses: [
      "PENDING": "대기", "PROCESSING": "시도 중", "COMPLETED": "완료", "FAILED": "실패",
    ],
    statusGivenUp: "포기함",
    none: "보상 작업이 없습니다.", triedAnew: "스케줄러가 시도합니다.", doneAlready: "이미 완료되었으므로 그대로 둡니다.",
    givenUpBefore: "이미 포기한 작업이므로 그대로 둡니다.", givenUp: "보상을 포기했습니다. 쿠폰은 재고 반환 없이 회수됩니다.",
    notFailed: "실패한 작업이 아니므로 그대로 둡니다.")
}
