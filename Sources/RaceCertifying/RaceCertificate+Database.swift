internal import LoadReporting

extension RaceCertificate {
  /// The places where the database, read again, is not what it was, and the invariants that it breaks now.
  func differences(from stored: StoredCampaign?) throws(CertificateFault) -> [CertificateFinding] {
    guard let stored else {
      return [
        CertificateFinding(.differs, "database.id", expected: "campaign \(database.id)", found: "no such campaign")
      ]
    }
    return try fieldDifferences(from: stored) + newlyBroken(with: stored)
  }

  private func fieldDifferences(from stored: StoredCampaign) throws(CertificateFault) -> [CertificateFinding] {
    let (expected, found): ([JSONValue.Leaf], [JSONValue.Leaf])
    do {
      expected = try JSONValue(encoding: database).leaves(below: "database")
      found = try JSONValue(encoding: stored).leaves(below: "database")
    } catch {
      throw CertificateFault(error.description)
    }
    var foundTexts: [String: String] = [:]
    for leaf in found { foundTexts[leaf.path] = leaf.value.canonicalText }
    var findings: [CertificateFinding] = []
    for leaf in expected {
      let text = leaf.value.canonicalText
      let other = foundTexts.removeValue(forKey: leaf.path)
      if let other, other.utf8.elementsEqual(text.utf8) { continue }
      findings.append(
        CertificateFinding(
          .differs, leaf.path, expected: text, found: other ?? "nothing", of: sequences(at: leaf.path) ?? ""))
    }
    for leaf in found where foundTexts[leaf.path] != nil {
      findings.append(
        CertificateFinding(.differs, leaf.path, expected: "nothing", found: leaf.value.canonicalText))
    }
    return findings
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

extension JSONValue {
  /// The leaves with the paths that they have as a member of a document.
  fileprivate func leaves(below key: String) -> [Leaf] {
    JSONValue.object([key: self]).leaves
  }
}
