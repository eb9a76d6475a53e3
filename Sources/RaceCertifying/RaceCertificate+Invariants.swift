internal import LoadReporting

extension RaceCertificate {
  /// The invariants of any race, shown from the other sections alone: a reader of the document can derive them again,
  /// now or from what the database holds later.
  var derivedInvariants: [Invariant] {
    [
      issuedWithinStock, issuedIsExact, remainingFits, sequencesWithoutGap, codesUnique, codesWellFormed,
      acknowledgedStored, nothingUnacknowledged, usersWithinLimit, noIssueBeforeStart, noIssueBeforeOpening, oneOpening,
      soldOutIsFinal, oneOutcomeEach, servedAsStored,
    ]
  }

  /// The invariants that the document's sections break, and those that it states to be broken.
  var brokenInvariants: [CertificateFinding] {
    let broken = derivedInvariants.filter { !$0.held }
    let stated = invariants.filter { stated in !stated.held && !broken.contains { $0.name == stated.name } }
    return (broken + stated).map { CertificateFinding(.broken, place(of: $0), "\($0.name): \($0.evidence)") }
  }

  /// The place of an invariant in the document. One that the race could not show stands nowhere.
  func place(of invariant: Invariant) -> String {
    invariants.firstIndex { $0.name == invariant.name }.map { "invariants[\($0)]" } ?? "invariants"
  }

  private var issuedWithinStock: Invariant {
    Invariant(
      "issued_within_stock",
      (
        database.outstanding <= database.totalCoupons && (0...max(0, database.coupons)).contains(database.returned),
        "\(outstandingText) coupons <= total \(database.totalCoupons)"
      ),
      (
        requests.new <= mostIssues(of: database.totalCoupons),
        "acknowledged as new \(requests.new) <= total\(plusReturned)"
      ),
      (database.remainingCoupons >= 0, "remaining \(database.remainingCoupons) >= 0"))
  }

  /// The most coupons that may have been issued: stock that was returned may have been given again.
  private func mostIssues(of stock: Int64) -> UInt64 {
    [UInt64(clamping: stock), UInt64(clamping: database.returned)].saturatingSum
  }

  private var plusReturned: String { database.returned == 0 ? "" : " + \(database.returned) returned" }

  private var outstandingText: String {
    database.returned == 0 ? "\(database.coupons)" : "\(database.coupons) - \(database.returned) returned"
  }

  /// The number of coupons is known before the race, unless an answer was lost or somebody was turned away for another
  /// reason than the stock.
  private var issuedIsExact: Invariant {
    let issued = UInt64(clamping: database.coupons)
    let total = UInt64(clamping: inputs.coupons)
    if let claims {
      return Invariant(
        "issued_is_exact",
        // A user who lost a coupon may have claimed another.
        database.returned == 0
          ? issued == min(total, claims)
          : min(total, claims) <= issued && issued <= mostIssues(of: inputs.coupons),
        "\(issued) issued = min(stock \(total), \(claims) that could be claimed)\(plusReturned)")
    }
    let (most, _) = requests.new.addingReportingOverflow(requests.uncertain)
    var demands = [
      (
        requests.new <= issued && issued <= most,
        "acknowledged as new \(requests.new) <= \(issued) issued <= \(requests.new) + \(requests.uncertain) of unknown "
          + "outcome"
      )
    ]
    if outcome("SOLD_OUT") > 0 {
      demands.append(
        (
          total <= issued && issued <= mostIssues(of: inputs.coupons),
          "sold out: \(issued) issued = stock \(total)\(plusReturned)"
        ))
    }
    return Invariant("issued_is_exact", demands: demands)
  }

  private var remainingFits: Invariant {
    let (rest, _) = database.totalCoupons.subtractingReportingOverflow(database.outstanding)
    return Invariant(
      "remaining_is_total_minus_issued",
      (
        database.remainingCoupons == rest,
        "remaining \(database.remainingCoupons) = total \(database.totalCoupons) - \(database.coupons) coupons\(plusReturned)"
      ),
      (database.totalCoupons == inputs.coupons, "total \(database.totalCoupons) = asked for \(inputs.coupons)"))
  }

  private var sequencesWithoutGap: Invariant {
    Invariant(
      "sequences_without_gap",
      (
        database.sequenceFault == nil,
        database.sequenceFault.map { "sequence \($0) stands once, and nothing in its place" }
          ?? "1 to \(database.coupons), each once"
      ), (database.lastSequence == database.coupons, "last sequence \(database.lastSequence) = \(database.coupons)"))
  }

  private var codesUnique: Invariant {
    Invariant(
      "codes_unique", database.sharedCodes == 0,
      "\(database.sharedCodes) of \(database.coupons) codes stand on another row of any campaign")
  }

  private var codesWellFormed: Invariant {
    let example = database.malformedExample.map { ", such as that of sequence \($0)" } ?? ""
    return Invariant(
      "codes_well_formed", database.malformedCodes == 0,
      "\(database.malformedCodes) of \(database.coupons) codes have a wrong shape or check character\(example)")
  }

  private var acknowledgedStored: Invariant {
    let missing = acknowledged.missingExample.map { ", such as sequence \($0)" } ?? ""
    let altered = acknowledged.alteredExample.map { ", such as sequence \($0)" } ?? ""
    return Invariant(
      "acknowledged_stored",
      (acknowledged.missing == 0, "\(acknowledged.missing) of \(acknowledged.coupons) are not stored\(missing)"),
      (acknowledged.altered == 0, "\(acknowledged.altered) are stored with another user or sequence\(altered)"),
      (requests.misdirected == 0, "\(requests.misdirected) answers were another's coupon"),
      (requests.contradictory == 0, "\(requests.contradictory) codes were promised twice"))
  }

  private var nothingUnacknowledged: Invariant {
    Invariant(
      "nothing_unacknowledged",
      (
        UInt64(clamping: acknowledged.unacknowledged) <= requests.uncertain,
        "\(acknowledged.unacknowledged) stored that nobody heard of <= \(requests.uncertain) requests of unknown outcome"
      ),
      (
        database.coupons == acknowledged.coupons - acknowledged.missing + acknowledged.unacknowledged,
        "\(database.coupons) coupons = \(acknowledged.coupons) acknowledged - \(acknowledged.missing) missing + "
          + "\(acknowledged.unacknowledged)"
      ))
  }

  private var usersWithinLimit: Invariant {
    guard max(inputs.perUserLimit, database.perUserLimit) > 0 else {
      return Invariant("users_within_limit", true, "the campaign has no limit")
    }
    return Invariant(
      "users_within_limit",
      (
        database.usersBeyondLimit == 0 && database.mostCouponsOfAUser <= Int64(database.perUserLimit),
        "\(database.usersBeyondLimit) of \(database.users) users have more than \(database.perUserLimit), "
          + "the most is \(database.mostCouponsOfAUser)"
      ), (database.perUserLimit == inputs.perUserLimit, "limit \(database.perUserLimit) = \(inputs.perUserLimit)"))
  }

  private var noIssueBeforeStart: Invariant {
    let first = database.firstIssueAfterStartMicroseconds
    return Invariant(
      "no_issue_before_start", database.issuedBeforeStart == 0 && first ?? 0 >= 0,
      "\(database.issuedBeforeStart) coupons issued before the start, "
        + (first.map { "the first \($0) µs after it" } ?? "none at all"))
  }

  private var noIssueBeforeOpening: Invariant {
    Invariant(
      "no_issue_before_opening",
      database.issuedBeforeOpening == 0 && (database.coupons == 0 || database.openedTime != nil),
      "\(database.issuedBeforeOpening) coupons issued before the opening at \(database.openedTime ?? "no time")")
  }

  private var oneOpening: Invariant {
    let lateness = database.openingLatenessMicroseconds
    return Invariant(
      "one_opening",
      (
        database.openings == 1 && lateness ?? -1 >= 0,
        "\(database.openings) transitions from SCHEDULED to OPEN"
          + (lateness.map { ", the first \($0) µs after the start" } ?? "")
      ),
      (
        database.openedTime != nil && database.openedTime == database.openingTime,
        "opened at \(database.openedTime ?? "no time") = recorded at \(database.openingTime ?? "no time")"
      ))
  }

  /// Nobody may be told that nothing is left while something is, or may become free again by the calls before theirs.
  private var soldOutIsFinal: Invariant {
    let refused = outcome("SOLD_OUT")
    return Invariant(
      "sold_out_is_final", refused == 0 || database.remainingCoupons <= max(0, database.returned),
      "\(refused) requests were told SOLD_OUT, \(database.remainingCoupons) coupons remain"
        + (database.returned == 0 ? "" : ", \(database.returned) were returned"))
  }

  private var oneOutcomeEach: Invariant {
    let outcomes = requests.outcomes.values.saturatingSum
    let acknowledgements = [requests.new, requests.repeated].saturatingSum
    return Invariant(
      "one_outcome_each",
      (
        requests.planned == [requests.sent, requests.unsent].saturatingSum,
        "planned \(requests.planned) = sent \(requests.sent) + unsent \(requests.unsent)"
      ),
      (requests.planned == inputs.requests, "planned \(requests.planned) = asked for \(inputs.requests)"),
      (requests.sent == outcomes, "sent \(requests.sent) = outcomes \(outcomes)"),
      (
        outcome("OK") == acknowledgements, "OK \(outcome("OK")) = new \(requests.new) + repeated \(requests.repeated)"
      ),
      (
        requests.new <= UInt64(clamping: acknowledged.coupons)
          && UInt64(clamping: acknowledged.coupons) <= acknowledgements,
        "new \(requests.new) <= \(acknowledged.coupons) coupons acknowledged <= \(acknowledgements)"
      ))
  }

  private var servedAsStored: Invariant {
    Invariant(
      "served_as_stored",
      demands: served.isEmpty
        ? [(false, "a server was asked")]
        : served.map { list in
          let isSame =
            list.totalCoupons == database.totalCoupons && list.remainingCoupons == database.remainingCoupons
            && list.issuedCoupons == database.outstanding && list.coupons == database.coupons
            && list.couponsSha256 == database.couponsSha256
          return (
            isSame,
            "\(list.address) lists \(list.coupons) coupons of digest \(list.couponsSha256.prefix(12)), stored are "
              + "\(database.coupons) of \(database.couponsSha256.prefix(12))"
          )
        })
  }

  /// The number of coupons that could have been claimed, had there been enough: that of the different eligible callers,
  /// where each may have one. `nil`: the load doesn't make it certain, as a request's outcome is unknown, or a user who
  /// asks repeatedly was turned away for another reason than the stock or their limit, so that nobody can say how often
  /// they were eligible.
  var claims: UInt64? {
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

  private func outcome(_ name: String) -> UInt64 { requests.outcomes[name] ?? 0 }
}

extension Invariant {
  /// An invariant of one demand.
  fileprivate init(_ name: String, _ isMet: Bool, _ text: String) {
    self.init(name, (isMet, text))
  }
}
