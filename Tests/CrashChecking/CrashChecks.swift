/// Compares everything that callers were told with what the database holds after a crash.
///
/// Every check is a pure function. In the runs that are checked no stock is returned and no coupon revoked: coupons,
/// transitions and ends of entries only become more, and what is left only less. So whatever was told before a state
/// was read has to agree with it, however much came after.
public enum CrashChecks {
  /// All contradictions between the observations and the state. An answer that was heard behind the state's place is
  /// compared with other answers alone.
  public static func contradictions(of observations: [Observation], to state: StoredState) -> [Contradiction] {
    let before = observations.filter { $0.heard < state.place }
    return soundness(of: state) + storedCoupons(before, state) + toldTwice(observations, state)
      + soldOut(observations, state) + userLimits(before, state) + reusedKeys(before, state)
      + pages(observations, state) + campaigns(before, state) + transitions(before, state) + entries(before, state)
  }
}
