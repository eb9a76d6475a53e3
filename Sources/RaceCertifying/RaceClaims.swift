internal import LoadReporting

/// The number of coupons that a race could have claimed, had there been enough: that of its different eligible callers,
/// where each may have one.
enum RaceClaims {
  /// `nil`: the load doesn't make it certain, as a request's outcome is unknown, or a user who asks repeatedly was
  /// turned away for another reason than the stock or their limit, so that nobody can say how often they were eligible.
  static func count(inputs: RaceInputs, requests: RaceRequests) -> UInt64? {
    func outcome(_ name: String) -> UInt64 { requests.outcomes[name] ?? 0 }
    guard requests.uncertain == 0 else { return nil }
    // A user who was told anything else than these two was not eligible at that time, and asks only once.
    guard let users = inputs.users else { return [outcome("OK"), outcome("SOLD_OUT")].saturatingSum }
    let decided = [outcome("OK"), outcome("SOLD_OUT"), outcome("USER_LIMIT_REACHED")].saturatingSum
    guard users > 0, decided == requests.planned else { return nil }
    guard inputs.perUserLimit > 0 else { return decided }
    // The users ask in turn: the first few of them once more than the others.
    let (turns, rest) = requests.planned.quotientAndRemainder(dividingBy: UInt64(users))
    let limit = UInt64(inputs.perUserLimit)
    let first = rest.multipliedReportingOverflow(by: min(limit, turns + 1))
    let others = (UInt64(users) - rest).multipliedReportingOverflow(by: min(limit, turns))
    return first.overflow || others.overflow ? .max : [first.partialValue, others.partialValue].saturatingSum
  }
}
