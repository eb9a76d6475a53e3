import CampaignDomain

/// The users and keys whose coupons a transaction needs to know, each once. Calls whose time is over need nothing.
struct CallersToLookUp {
  private(set) var users: [UserID] = []
  private(set) var keys: [IdempotencyKey] = []

  /// `ignoringKeys`: the campaign is known to ignore them.
  init(
    _ calls: some Sequence<PendingIssue>, at now: ContinuousClock.Instant, ignoringKeys: Bool,
    where isNeeded: (IssueRequest) -> Bool
  ) {
    for pending in calls where isNeeded(pending.request) && !pending.call.isOver(at: now) {
      if let user = pending.request.user { users.append(user) }
      if !ignoringKeys, let key = pending.request.key { keys.append(key) }
    }
    if users.count > 1 { users = Array(Set(users)) }
    if keys.count > 1 { keys = Array(Set(keys)) }
  }

  var isEmpty: Bool { users.isEmpty && keys.isEmpty }

  /// Leaves out what a request asked for.
  mutating func remove(askedBy request: IssueQuery) {
    let (askedUsers, askedKeys) = (Set(request.users), Set(request.keys))
    users.removeAll { askedUsers.contains($0) }
    keys.removeAll { askedKeys.contains($0) }
  }
}
