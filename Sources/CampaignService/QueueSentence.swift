import CampaignDomain

/// The sentences for people that answers about the queue carry; those of seeds 000 and 001 are unchanged.
enum QueueSentence {
  /// The place or the end of whoever joined, or had joined before.
  static func joined(_ status: QueueStatus, in language: Language) -> String {
    switch (status, language) {
    case (.waiting(let position, _), .korean): "대기열 \(position)번으로 등록되었습니다."
    case (.waiting(let position, _), .english): "You are number \(position) in the queue."
    case (.processing, .korean): "쿠폰을 발급하고 있습니다."
    case (.processing, .english): "Your coupon is being issued."
    case (.completed, .korean): "이미 쿠폰이 발급되었습니다."
    case (.completed, .english): "Your coupon has been issued already."
    case (.failed(let failure), _): failed(failure, in: language)
    }
  }

  /// The answer to a question about a whole line.
  static func info(in language: Language) -> String {
    switch language {
    case .korean: "큐 정보 조회 성공"
    case .english: "Queue information read."
    }
  }

  private static func failed(_ failure: QueueFailure, in language: Language) -> String {
    switch (failure, language) {
    case (.soldOut, .korean): "잔여 쿠폰이 없어 발급에 실패했습니다."
    case (.soldOut, .english): "You got no coupon: none were left."
    case (.userLimitReached, .korean): "사용자별 발행 한도에 도달하여 발급에 실패했습니다."
    case (.userLimitReached, .english): "You got no coupon: you have all that one may have."
    case (.campaignClosed, .korean): "캠페인이 종료되어 발급에 실패했습니다."
    case (.campaignClosed, .english): "You got no coupon: the campaign is over."
    case (.issueFailed, .korean): "오류로 인해 발급에 실패했습니다."
    case (.issueFailed, .english): "You got no coupon: issuing it failed."
    case (.deliveryRefused, .korean): "DELIVERY 실패"
    case (.deliveryRefused, .english): "DELIVERY failed: the coupon was refused."
    case (.deliveryUnknown, .korean): "DELIVERY 실패 (타임아웃)"
    case (.deliveryUnknown, .english): "DELIVERY failed: there was no answer."
    case (.revoked, .korean): "쿠폰이 회수되었습니다."
    case (.revoked, .english): "Your coupon has been revoked."
    }
  }
}
