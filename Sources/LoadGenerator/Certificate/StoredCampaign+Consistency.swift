internal import CampaignDomain

extension StoredCampaign {
  /// Where this section of a certificate contradicts itself. What it says follows from one snapshot, so that each of
  /// these is true of whatever the database held, sound or not.
  var contradictions: [CertificateFinding] {
    var demands = CertificateDemands()
    demands.demand(state == "CLOSED", "database.state", "CLOSED, as a race's end", found: state)
    demandCounts(&demands)
    demandUsers(&demands)
    demandTimes(&demands)
    demandDigests(&demands)
    return demands.findings
  }

  private func demandCounts(_ demands: inout CertificateDemands) {
    let most = max(0, coupons)
    demands.demand("database.coupons", coupons, in: 0...JSONReader.integers.upperBound)
    demands.demand("database.openings", openings, in: 0...JSONReader.integers.upperBound)
    for (name, count) in [
      ("issued_before_start", issuedBeforeStart), ("issued_before_opening", issuedBeforeOpening),
      ("malformed_codes", malformedCodes), ("shared_codes", sharedCodes), ("users", users),
      ("most_coupons_of_a_user", mostCouponsOfAUser),
    ] {
      demands.demand("database.\(name)", count, in: 0...most, because: "of \(coupons) coupons")
    }
    demands.demand(
      "database.malformed_example", isThere: malformedExample != nil, where: malformedCodes > 0,
      because: "with \(malformedCodes) malformed codes")
    if let sequenceFault {
      demands.demand("database.sequence_fault", sequenceFault, in: 1...max(1, most), because: "of \(coupons) coupons")
    }
  }

  private func demandUsers(_ demands: inout CertificateDemands) {
    let most = mostCouponsOfAUser
    demands.demand(
      (users > 0) == (most > 0), "database.most_coupons_of_a_user", "0 exactly without users", found: "\(most)")
    guard users > 0, most > 0 else { return }
    let (least, isTooMuch) = users.addingReportingOverflow(most - 1)
    demands.demand(
      !isTooMuch && least <= coupons, "database.users",
      "no more than \(coupons) coupons suffice for, of which one user has \(most)", found: "\(users)")
    demands.demand("database.users_beyond_limit", usersBeyondLimit, in: 0...users, because: "of \(users) users")
    demands.demand(
      (usersBeyondLimit > 0) == (perUserLimit > 0 && most > Int64(perUserLimit)), "database.users_beyond_limit",
      "0 exactly where the most coupons of a user, \(most), are within the limit of \(perUserLimit)",
      found: "\(usersBeyondLimit)")
  }

  private func demandTimes(_ demands: inout CertificateDemands) {
    let start = time("start_time", startTime, &demands)
    _ = time("create_time", createTime, &demands)
    let opened = time("opened_time", openedTime, &demands)
    let opening = time("opening_time", openingTime, &demands)
    let first = time("first_issue_time", firstIssueTime, &demands)
    let last = time("last_issue_time", lastIssueTime, &demands)
    demands.demand(
      "database.opening_time", isThere: openingTime != nil, where: openings > 0, because: "with \(openings) openings")
    demands.demand(
      "database.first_issue_time", isThere: firstIssueTime != nil, where: coupons > 0,
      because: "with \(coupons) coupons")
    demands.demand(
      "database.last_issue_time", isThere: lastIssueTime != nil, where: coupons > 0,
      because: "with \(coupons) coupons")
    if let start {
      demands.demand(
        "database.opening_lateness_microseconds", openingLatenessMicroseconds,
        equals: opening.map { Self.microseconds(from: start, to: $0) }, because: "from start_time to opening_time")
      demands.demand(
        "database.first_issue_after_start_microseconds", firstIssueAfterStartMicroseconds,
        equals: first.map { Self.microseconds(from: start, to: $0) }, because: "from start_time to first_issue_time")
    }
    guard let first, let last else { return }
    demands.demand(
      first <= last, "database.last_issue_time", "no earlier than first_issue_time, \(first)", found: "\(last)")
    for (path, count, bound) in [
      ("database.issued_before_start", issuedBeforeStart, start),
      ("database.issued_before_opening", issuedBeforeOpening, opened),
    ] {
      guard let bound else { continue }
      demands.demand(
        (count > 0) == (first < bound) && (count == coupons) == (last < bound), path,
        "what coupons issued from \(first) to \(last) can be before \(bound)", found: "\(count)")
    }
  }

  /// The time that a text is; nothing, and a finding, for another text.
  private func time(_ name: String, _ text: String?, _ demands: inout CertificateDemands) -> Timestamp? {
    guard let text else { return nil }
    let time = Timestamp(certificateText: text)
    demands.demand(time != nil, "database.\(name)", CertificateDemands.timeForm, found: "\"\(text)\"")
    return time
  }

  private func demandDigests(_ demands: inout CertificateDemands) {
    demands.demand("database.codes_sha256", isDigest: codesSha256, ofNothing: coupons == 0)
    demands.demand("database.coupons_sha256", isDigest: couponsSha256, ofNothing: coupons == 0)
    for (index, digest) in rangeSha256.enumerated().prefix(Int(CouponDigest.maximumRanges)) {
      demands.demand("database.range_sha256[\(index)]", isDigest: digest)
    }
    demands.demand(
      "database.range_size", rangeSize, in: CouponDigest.smallestRange...JSONReader.integers.upperBound)
    let count = CouponDigest.rangeCount(lastSequence: lastSequence, rangeSize: rangeSize)
    demands.demand(
      Int64(rangeSha256.count) == count && count <= CouponDigest.maximumRanges, "database.range_sha256",
      "\(count) digests, for sequences up to \(lastSequence), and \(CouponDigest.maximumRanges) at most",
      found: "\(rangeSha256.count)")
    if count == 1, let only = rangeSha256.first {
      demands.demand(
        only == couponsSha256, "database.range_sha256[0]", "coupons_sha256, as it is of all coupons", found: only)
    }
  }
}
