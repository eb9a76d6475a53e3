extension CrashChecks {
  /// SOLD_OUT with stock left, or with a new coupon for somebody who asked afterwards.
  static func soldOut(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    var firstHeard: [Int64: Int] = [:]
    for observation in observations {
      guard case .soldOut(let campaign) = observation.told else { continue }
      firstHeard[campaign] = min(firstHeard[campaign] ?? .max, observation.heard)
    }
    var found: [Contradiction] = []
    for (campaign, heard) in firstHeard where heard < state.place {
      let remaining = state.campaigns[campaign]?.remaining
      if remaining != 0 {
        found.append(
          Contradiction(
            .soldOutIsTrue, "campaign \(campaign), told at \(heard): \(remaining.map { "\($0)" } ?? "no campaign") left"
          ))
      }
    }
    for observation in observations {
      guard case .coupon(let coupon, _, isReplay: false) = observation.told,
        let heard = firstHeard[coupon.campaign], heard < observation.sent
      else { continue }
      found.append(Contradiction(.soldOutIsTrue, "\(coupon), asked for at \(observation.sent), sold out at \(heard)"))
    }
    return found
  }

  /// USER_LIMIT_REACHED of a user who has fewer.
  static func userLimits(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    var counts: [Int64: [String: Int]] = [:]
    for stored in state.coupons { counts[stored.coupon.campaign, default: [:]][stored.coupon.user, default: 0] += 1 }
    return observations.compactMap { observation in
      guard case .userLimitReached(let campaign, let user) = observation.told else { return nil }
      let count = counts[campaign]?[user] ?? 0
      guard let limit = state.campaigns[campaign]?.perUserLimit, limit > 0, count >= limit else {
        return Contradiction(.userLimitIsTrue, "\(user) has \(count) of campaign \(campaign)")
      }
      return nil
    }
  }

  /// IDEMPOTENCY_KEY_REUSED of a key that nobody used, or that was used for the same thing.
  static func reusedKeys(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    var users: [Int64: [String: String]] = [:]
    for stored in state.coupons where !stored.key.isEmpty {
      users[stored.coupon.campaign, default: [:]][stored.key] = stored.coupon.user
    }
    let campaigns = Dictionary(state.campaigns.values.map { ($0.key, $0.name) }) { first, _ in first }
    return observations.compactMap { observation in
      switch observation.told {
      case .issueKeyReused(let campaign, let user, let key):
        guard let holder = users[campaign]?[key], holder != user else {
          return Contradiction(.reusedKeyIsTrue, "\(key) of campaign \(campaign) for \(user)")
        }
      case .creationKeyReused(let key, let name):
        guard let other = campaigns[key], other != name else {
          return Contradiction(.reusedKeyIsTrue, "\(key) for a campaign \(name)")
        }
      default: break
      }
      return nil
    }
  }
}
