import CampaignDomain

extension IssueGroup {
  /// Decides each call in a transaction of its own, in their order: one of them gets a coupon that the database refuses for a
  /// holder whom it doesn't show, and only that one hears of it.
  func decideEachAlone(
    in session: any IssueSession, lane: Lane, holders: inout KnownHolders, codes: inout CouponCodeReserve
  ) -> Outcome {
    let lane = Lane(
      expectsOthers: lane.expectsOthers, join: { _, _ in [] }, next: { _, _ in nil }, answerEarlier: lane.answerEarlier)
    var whole = Outcome(answers: [])
    for (index, pending) in calls.enumerated() {
      var call = IssueGroup(campaignID: campaignID, calls: [pending], isAlone: true, lockTimeout: lockTimeout)
      let outcome = call.decide(
        in: session, awaited: nil, isStandstill: false, limit: 1, lane: lane, holders: &holders, codes: &codes)
      whole.answers += outcome.answers
      whole.seen = outcome.seen ?? whole.seen
      whole.opening = whole.opening ?? outcome.opening
      whole.isUnknown = outcome.isUnknown
      whole.row = outcome.row
      guard outcome.row == .held || outcome.isDisconnected else { continue }
      if session.isOver { whole.undecided = outcome.undecided == nil ? index + 1 : index }
      (whole.isDisconnected, whole.seen) = (outcome.isDisconnected, nil)
      // For those behind it nothing was done, also where nobody knows what became of this one.
      let error: RepositoryError =
        outcome.row == .held ? .busy(retryAfter: .seconds(1)) : .unavailable(retryAfter: .milliseconds(500))
      let rest = IssueGroup(campaignID: campaignID, calls: Array(calls[(index + 1)...]))
      whole.answers += rest.answers(UseCaseError(error))
      break
    }
    return whole
  }
}
