internal import LoadSending
internal import RPCCodec

extension LoadProof {
  /// Every number that must be the sum of others, or must not pass another, is compared with them.
  var sumsAddUp: Invariant {
    var demands: [(isMet: Bool, text: String)] = []
    func demand(_ isMet: Bool, _ text: String) { demands.append((isMet, text)) }
    let issued = after.issuedCoupons
    demand(
      issued.addingReportingOverflow(after.remainingCoupons) == (after.totalCoupons, false),
      "issued \(issued) + remaining \(after.remainingCoupons) = total \(after.totalCoupons)")
    if reading.revoked == 0 {
      demand(Int64(reading.listed) == issued, "listed \(reading.listed) = issued \(issued)")
    } else {
      demand(
        Int64(reading.live) <= issued && issued <= Int64(reading.listed),
        "listed but revoked ones \(reading.live) <= issued \(issued) <= listed \(reading.listed)")
    }
    demand(planned == tally.sent + tally.unsent, "planned \(planned) = sent \(tally.sent) + unsent \(tally.unsent)")
    let outcomes = tally.outcomes.values.reduce(0, +)
    demand(tally.sent == outcomes, "sent \(tally.sent) = outcomes \(outcomes)")

    // Others may issue meanwhile, so the campaign may have grown by more than this run's coupons, never by less but by
    // stock that was returned.
    let (grown, _) = issued.subtractingReportingOverflow(before.issuedCoupons)
    let new = acknowledgements.new
    let returned = reading.revoked == 0 ? "" : " - \(reading.revoked) revoked"
    demand(
      grown >= Int64(new - reading.revoked),
      "issued since before the run \(grown) >= acknowledged as new \(new)\(returned)")
    if naming.isUnique {
      // Nobody else has these users, so both ends are known: what was acknowledged, and what may have been issued
      // without anybody hearing of it, or was taken back before anybody did.
      let (takenBack, most) = (reading.takenBackOwn, UInt64(new) + tally.uncertain)
      demand(
        new <= reading.listedOwn && UInt64(reading.listedOwn - takenBack) <= most,
        "acknowledged as new \(new) <= coupons of this run's users \(reading.listedOwn) <= \(new) + "
          + "\(tally.uncertain) requests of unknown outcome" + (takenBack == 0 ? "" : " + \(takenBack) taken back"))
    }
    return Invariant("sums_add_up", demands: demands + lineDemands)
  }
}
