internal import LoadReporting

extension RaceCertificate {
  /// The invariants that this race shows to be true or broken, apart from those that it could not show: one that would
  /// hold whatever servers and database did puts nothing to the test.
  var dividedInvariants: (shown: [Invariant], unproven: [UnprovenInvariant]) {
    derivedInvariants.divided(missing: missing)
  }

  /// The condition that the race lacks to show an invariant; `nil` where it lacks none.
  private func missing(for invariant: String) -> String? {
    switch invariant {
    case "users_within_limit" where max(inputs.perUserLimit, database.perUserLimit) == 0:
      return "the campaign has no limit"
    case "sequences_without_gap", "codes_unique", "codes_well_formed", "users_within_limit", "no_issue_before_start",
      "no_issue_before_opening":
      return database.coupons == 0 ? "nothing was issued" : nil
    case "acknowledged_stored": return acknowledged.coupons == 0 ? "no coupon was acknowledged" : nil
    case "sold_out_is_final":
      return requests.outcomes["SOLD_OUT"] ?? 0 == 0 ? "nobody was told SOLD_OUT" : nil
    default: return nil
    }
  }
}
