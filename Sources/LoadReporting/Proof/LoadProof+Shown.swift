internal import LoadSending
internal import RPCCodec

extension LoadProof {
  /// The names of the invariants of every load, in the order in which they are shown.
  static let names = [
    "issued_within_stock", "codes_unique", "codes_well_formed", "acknowledged_listed", "sums_add_up",
    "no_issue_before_start", "sequences_without_gap", "users_within_limit", "sold_out_is_final",
  ]

  /// The names of all invariants of a load.
  static func names(throughQueue: Bool) -> [String] { throughQueue ? names + lineNames : names }

  /// The invariants apart: those that the run shows, true or broken, and those that would hold whatever the server
  /// does. A run that served nobody shows none; a broken one is shown in any case.
  func divided(nothingProven: String?) -> (shown: [Invariant], unproven: [UnprovenInvariant]) {
    invariants.divided { nothingProven == nil ? missing(for: $0) : "nobody was served" }
  }

  /// The condition that the run lacks to show an invariant; `nil` where it lacks none.
  private func missing(for name: String) -> String? {
    switch name {
    case "codes_unique", "codes_well_formed", "no_issue_before_start", "sequences_without_gap":
      return reading.listed == 0 ? "nothing was issued" : nil
    case "acknowledged_listed":
      return acknowledgements.coupons.isEmpty ? "no coupon was acknowledged" : nil
    case "users_within_limit":
      if after.perUserLimit == 0 { return "the campaign has no limit" }
      return reading.listed == 0 ? "nothing was issued" : nil
    case "sold_out_is_final":
      return tally.outcomes["SOLD_OUT"] ?? 0 == 0 ? "nobody was told SOLD_OUT" : nil
    default: return missingForLine(name)
    }
  }
}
