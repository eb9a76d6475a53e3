internal import LoadSending
internal import RPCCodec

/// Shows from a campaign, read back after a run, and from the run's own counts, that nothing was broken.
///
/// The campaign may have had coupons before the run, and others may ask for coupons at the same time, so only that is
/// demanded which is true then, too. Coupons may be revoked, and a listing doesn't say of which the stock was returned:
/// of none at the least, of all that are REVOKED at the most.
struct LoadProof {
  /// The campaign as it was before the first request.
  let before: CampaignMessage

  /// The campaign in the snapshot of the last page that was read back.
  let after: CampaignMessage

  let reading: CampaignReading
  let acknowledgements: Acknowledgements
  let tally: OutcomeTally
  let naming: UserNaming
  let planned: UInt64
  /// The line that the load went through; `nil`: it went past it.
  var line: LineReading?

  /// Every invariant, with the evidence for it or against it.
  var invariants: [Invariant] {
    [
      issuedWithinStock, codesUnique, codesWellFormed, acknowledgedListed, sumsAddUp, noIssueBeforeStart,
      sequencesWithoutGap,
      usersWithinLimit, soldOutIsFinal,
    ] + lineInvariants
  }

  private var issuedWithinStock: Invariant {
    var faults: [String] = []
    if after.issuedCoupons > after.totalCoupons {
      faults.append("\(after.issuedCoupons) issued of \(after.totalCoupons)")
    }
    if reading.live > after.totalCoupons {
      faults.append("\(reading.live) listed of \(after.totalCoupons)\(besidesRevoked)")
    }
    if after.remainingCoupons < 0 { faults.append("\(after.remainingCoupons) remain") }
    // Stock that was returned was given again.
    if Int64(acknowledgements.new - min(acknowledgements.new, reading.revoked)) > after.totalCoupons {
      faults.append("\(acknowledgements.new) acknowledged as new of \(after.totalCoupons)\(besidesRevoked)")
    }
    return Invariant(
      "issued_within_stock", faults: faults,
      evidence: "\(after.issuedCoupons) issued, \(reading.live) listed, of \(after.totalCoupons)\(besidesRevoked)")
  }

  /// The words for coupons that were left out; empty where none was.
  var besidesRevoked: String { reading.revoked == 0 ? "" : ", beside \(reading.revoked) revoked" }

  private var codesUnique: Invariant {
    var faults: [String] = []
    if let twice = reading.duplicateCodes { faults.append("listed twice: \(twice)") }
    if let twice = acknowledgements.contradiction { faults.append("acknowledged twice: \(twice)") }
    return Invariant(
      "codes_unique", faults: faults,
      evidence: "\(reading.codes.count) different codes on \(reading.listed) coupons")
  }

  private var codesWellFormed: Invariant {
    Invariant(
      "codes_well_formed", faults: reading.impossibleCodes.map { ["\($0)"] } ?? [],
      evidence: "the shape and the check character of \(reading.listed) codes are right")
  }

  private var acknowledgedListed: Invariant {
    var faults: [String] = []
    if let missing = reading.promised.missing { faults.append("acknowledged but not listed: \(missing)") }
    if let altered = reading.promised.altered { faults.append("listed with another user or sequence: \(altered)") }
    if let foreign = reading.foreignCoupons { faults.append("listed although of another campaign: \(foreign)") }
    if tally.misdirected > 0 {
      faults.append("\(tally.misdirected) answers were a coupon of another user or campaign")
    }
    return Invariant(
      "acknowledged_listed", faults: faults,
      evidence: "all \(acknowledgements.coupons.count) acknowledged coupons are listed as they were acknowledged")
  }

  private var noIssueBeforeStart: Invariant {
    let name = "no_issue_before_start"
    if let untimed = reading.untimedCoupons {
      return Invariant(name: name, held: false, evidence: "without a time of issue: \(untimed)")
    }
    guard let earliest = reading.earliest, let first = earliest.issueTime else {
      return Invariant(name: name, held: true, evidence: "nothing was issued")
    }
    guard let start = after.startTime else {
      return Invariant(name: name, held: false, evidence: "\(earliest.code) was issued, and the campaign has no start")
    }
    // The opening is the later of the two: it is decided at or after the start, and issues after it.
    let opening = after.openedTime ?? start
    let faults = [("start", start), ("opening", opening)].compactMap { event, time in
      first.isBefore(time)
        ? "\(earliest.code) was issued \(time.microseconds(since: first)) µs before the \(event)" : nil
    }
    return Invariant(
      name, faults: faults,
      evidence:
        "by the database's clock, the first issue was \(first.microseconds(since: start)) µs after the campaign's "
        + "start, \(first.microseconds(since: opening)) µs after its opening")
  }

  private var sequencesWithoutGap: Invariant {
    let sequences = reading.sequences.sorted()
    let firstWrong = sequences.enumerated().first { Int64($0.offset) + 1 != $0.element }
    return Invariant(
      "sequences_without_gap",
      faults: firstWrong.map { ["where \($0.offset + 1) should be, there is \($0.element)"] } ?? [],
      evidence: sequences.isEmpty ? "nothing was issued" : "1 to \(sequences.count), each once")
  }

  private var usersWithinLimit: Invariant {
    guard after.perUserLimit > 0 else {
      return Invariant("users_within_limit", faults: [], evidence: "the campaign has no limit")
    }
    let beyond = reading.usersBeyond(limit: after.perUserLimit)
    return Invariant(
      "users_within_limit", faults: beyond.map { ["of \(after.perUserLimit) allowed, \($0)"] } ?? [],
      evidence: "nobody has more than \(after.perUserLimit)\(besidesRevoked)")
  }

  /// Nobody may be told that nothing is left while something is, or may become free again by the calls before theirs.
  /// Stock that a revocation returned later is no contradiction.
  private var soldOutIsFinal: Invariant {
    let refused = tally.outcomes["SOLD_OUT"] ?? 0
    let isContradicted = refused > 0 && after.remainingCoupons > Int64(reading.revoked)
    return Invariant(
      "sold_out_is_final",
      faults: isContradicted
        ? ["\(refused) requests were told SOLD_OUT and \(after.remainingCoupons) coupons remain\(besidesRevoked)"] : [],
      evidence:
        "\(refused) requests were told SOLD_OUT, \(max(0, after.remainingCoupons)) coupons remain\(besidesRevoked)")
  }
}
