internal import LoadReporting

extension RaceCertificate {
  /// The invariants that this race shows to be true or broken, apart from those that it could not show: one that would
  /// hold whatever servers and database did puts nothing to the test.
  var dividedInvariants: (shown: [Invariant], unproven: [UnprovenInvariant]) {
    let missing = missing
    return derivedInvariants.divided { missing[$0] }
  }

  /// The condition that the race lacks to show an invariant, by its name.
  private var missing: [String: String] {
    var missing: [String: String] = [:]
    if database.coupons == 0 {
      for name in [
        "sequences_without_gap", "codes_unique", "codes_well_formed", "users_within_limit", "no_issue_before_start",
        "no_issue_before_opening",
      ] {
        missing[name] = "nothing was issued"
      }
    }
    if acknowledged.coupons == 0 { missing["acknowledged_stored"] = "no coupon was acknowledged" }
    if max(inputs.perUserLimit, database.perUserLimit) == 0 {
      missing["users_within_limit"] = "the campaign has no limit"
    }
    if requests.outcomes["SOLD_OUT"] ?? 0 == 0 { missing["sold_out_is_final"] = "nobody was told SOLD_OUT" }
    return missing
  }
}
