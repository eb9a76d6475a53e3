public import CampaignDomain

/// The table of answers (docs/queue.md, "What a partner answers"): what each of them means for a delivery.
extension PartnerReply {
  /// The meaning of the reply to a coupon that was sent to `url`.
  public func outcomeOfPost(to url: DeliveryURL) -> DeliveryOutcome {
    switch self {
    case .unreached(let text): .again(text, .unreached)
    case .misconfigured(let text): .misconfigured(text, .unreached)
    case .unknown(let text): .again(text, .unknown)
    case .answer(let answer): answer.outcomeOfPost(to: url)
    }
  }

  /// The meaning of the reply to a poll: what says neither DONE nor FAIL says that the service is at it still.
  public var outcomeOfPoll: DeliveryOutcome {
    switch self {
    case .unreached(let text), .misconfigured(let text), .unknown(let text): .again(text, .unknown)
    case .answer(let answer): answer.outcomeOfPoll
    }
  }
}

extension PartnerAnswer {
  fileprivate func outcomeOfPost(to url: DeliveryURL) -> DeliveryOutcome {
    switch status {
    case 200...299: outcomeOfSuccess(to: url)
    case 300...399: .misconfigured("\(words): redirects are not followed", .answered)
    case 401, 403, 404, 405, 501: .misconfigured(words, .answered)
    case 408, 409, 425, 429, 500...599: .again(words, .answered, retryAfter: retryAfter)
    case 400...499: .refused(words)
    default: .again(words, .unknown, retryAfter: retryAfter)
    }
  }

  private func outcomeOfSuccess(to url: DeliveryURL) -> DeliveryOutcome {
    let named = PartnerStatus(body)
    if named == .fail { return .refused("\(words) with status FAIL") }
    // A service that says that it is at it has not taken the coupon.
    guard status == 202 || named == .requested else { return .taken }
    guard let location else {
      return .again("\(words) without Location: nobody can ask how far it is", .answered, retryAfter: retryAfter)
    }
    guard let place = url.parts?.resolving(location) else {
      return .again("\(words) with a Location that is no place of the same origin", .answered, retryAfter: retryAfter)
    }
    return .requested(place)
  }

  fileprivate var outcomeOfPoll: DeliveryOutcome {
    guard (200...299).contains(status) else { return .again(words, .answered, retryAfter: retryAfter) }
    return switch PartnerStatus(body) {
    case .done: .taken
    case .fail: .refused("status FAIL")
    case .requested, nil: .again("the service is at it still", .answered, retryAfter: retryAfter)
    }
  }

  /// The status, in the words of whoever reads the error.
  public var words: String { "HTTP \(status)" }
}
