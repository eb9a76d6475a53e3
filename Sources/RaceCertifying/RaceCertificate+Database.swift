internal import LoadReporting
internal import LoadSending

extension RaceCertificate {
  /// The places where the database, read again, is not what it was, and the invariants that it breaks now.
  func differences(from stored: StoredCampaign?) throws(LoadFailure) -> [CertificateFinding] {
    guard let stored else {
      return [
        CertificateFinding(.differs, "database.id", expected: "campaign \(database.id)", found: "no such campaign")
      ]
    }
    let fields = (try JSONValue(of: ["database": database]).fields, try JSONValue(of: ["database": stored]).fields)
    return JSONValue.differences(expected: fields.0, found: fields.1).map { path, expected, found in
      CertificateFinding(
        .differs, path, expected: expected ?? "nothing", found: found ?? "nothing", of: sequences(at: path) ?? "")
    } + newlyBroken(with: stored)
  }

  /// The coupons that a digest of `range_sha256` is of.
  private func sequences(at path: String) -> String? {
    let prefix = "database.range_sha256["
    guard path.hasPrefix(prefix), let index = Int64(path.dropFirst(prefix.count).dropLast()) else { return nil }
    // A range that lies beyond all numbers, whatever a file says, has no sequences.
    let (before, isBeyond) = index.multipliedReportingOverflow(by: database.rangeSize)
    let (end, isEndBeyond) = before.addingReportingOverflow(database.rangeSize)
    guard !isBeyond, before < database.lastSequence else { return nil }
    return "sequences \(before + 1) to \(isEndBeyond ? database.lastSequence : min(end, database.lastSequence))"
  }

  private func newlyBroken(with stored: StoredCampaign) -> [CertificateFinding] {
    var now = self
    now.database = stored
    return zip(derivedInvariants, now.derivedInvariants).filter { $0.held && !$1.held }.map { _, broken in
      CertificateFinding(.broken, place(of: broken), "\(broken.name), now: \(broken.evidence)")
    }
  }
}
