/// Everything that is said to people about queues and coupon requests, in one language.
struct QueueWording: Sendable {
  /// All tries of a delivery; `attempts` are those of an issue, which failed.
  var tries: String
  // Labels of an entry and of a request
  var status, position, estimatedWait, reason, ticket, joinTime, updateTime, request: String
  var step, attempts, requestTime, doneTime, oldestWait, error: String

  // Values
  var waiting, processing, completed, failed, notInQueue, requested: String
  /// The reasons for which an entry failed, by their names in the protocol.
  var failures: [String: String]

  // Actions that were done, or not
  var stockSet, noEntryNow, entryNotReset, noDeadLetters: String

  // Ends without a coupon
  var stepFailed: @Sendable (_ step: String, _ reason: String, _ requestID: String) -> String
  var stillRequested: @Sendable (_ requestID: String) -> String

  /// The reason in words, with its name in the protocol.
  func text(ofFailure reason: String) -> String {
    failures[reason].map { "\($0) (\(reason))" } ?? reason
  }
}

extension QueueWording {
  static let english = QueueWording(
    tries: "Tries",
    status: "Status", position: "Place", estimatedWait: "Expected wait", reason: "Reason", ticket: "Ticket",
    joinTime: "Joined", updateTime: "Changed", request: "Request", step: "Step", attempts: "Failed tries",
    requestTime: "Requested", doneTime: "Ended", oldestWait: "Longest wait", error: "Error",
    waiting: "waiting", processing: "being issued", completed: "issued", failed: "failed",
    notInQueue: "not in the queue",
    requested: "requested",
    failures: [
      "SOLD_OUT": "none left", "USER_LIMIT_REACHED": "the user has all that one may have",
      "CAMPAIGN_CLOSED": "the campaign is over", "ISSUE_FAILED": "each try met an error",
      "DELIVERY_REFUSED": "the partner refused the coupon",
      "DELIVERY_UNKNOWN": "the partner gave no answer", "REVOKED": "the coupon was revoked",
    ],
    stockSet: "Stock set.", noEntryNow: "The user has no entry in the queue and may join.",
    entryNotReset: "This entry has not failed; it stays as it is.", noDeadLetters: "There are no dead letters.",
    stepFailed: { "\($0) failed: \($1), request \($2)" },
    stillRequested: { "request \($0) has not ended yet: ask again with campaignctl coupon status \($0)" })

  static let korean = QueueWording(
    tries: "시도 횟수",
    status: "상태", position: "순서", estimatedWait: "예상 대기", reason: "사유", ticket: "대기 번호",
    joinTime: "등록 시각", updateTime: "변경 시각", request: "요청", step: "단계", attempts: "실패 횟수",
    requestTime: "요청 시각", doneTime: "종료 시각", oldestWait: "최장 대기", error: "오류",
    waiting: "대기 중", processing: "발급 중", completed: "발급 완료", failed: "실패", notInQueue: "대기열에 없음",
    requested: "처리 중",
    failures: [
      "SOLD_OUT": "잔여 쿠폰 없음", "USER_LIMIT_REACHED": "사용자별 발행 한도에 도달함", "CAMPAIGN_CLOSED": "캠페인이 종료됨",
      "ISSUE_FAILED": "시도할 때마다 오류가 발생함", "DELIVERY_REFUSED": "제휴사가 쿠폰을 거절함",
      "DELIVERY_UNKNOWN": "제휴사의 응답이 없음", "REVOKED": "쿠폰이 회수됨",
    ],
    stockSet: "재고 초기화 완료", noEntryNow: "대기열에 등록되어 있지 않으며, 다시 등록할 수 있습니다.",
    entryNotReset: "실패한 항목이 아니므로 그대로 둡니다.", noDeadLetters: "처리하지 못한 항목이 없습니다.",
    stepFailed: { "\($0) 실패: \($1), 요청 \($2)" },
    stillRequested: { "요청 \($0): 아직 처리 중입니다. campaignctl coupon status \($0)으로 다시 확인하세요" })
}
