import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// Every change of a certificate's file is found, and named with its place.
struct CertificateAlterationTests {
  private func document() throws -> JSONValue {
    try JSONFault.decode(JSONValue.self, from: Array(try CertificateDocument(sealing: .sample).text.utf8))
  }

  private func read(_ value: JSONValue) throws(LoadFailure) -> CertificateDocument {
    try CertificateDocument(reading: Array(value.text.utf8))
  }

  @Test func aSoundCertificateHasNoFindings() throws {
    #expect(try read(try document()).findings() == [])
    #expect(try read(try document()).certificate == .sample)
  }

  @Test func itsTextOtherwiseIndentedIsTheSameCertificate() throws {
    let document = try document()
    #expect(try CertificateDocument(reading: Array(document.canonicalText.utf8)).findings() == [])
  }

  @Test func everyAlteredValueIsFoundWhereItIs() throws {
    let document = try document()
    let places = document.with("digests", nil).stepsToLeaves
    #expect(places.count > 100)
    for steps in places {
      let path = JSONValue.path(of: steps)
      let altered = try #require(document.replacing(steps) { $0.mutated })
      do {
        let findings = try read(altered).findings()
        #expect(findings.contains { $0.kind == .altered && $0.path == path }, "\(path): \(findings)")
        #expect(findings.filter { $0.kind == .altered }.count == 1, "\(path): \(findings)")
      } catch {
        // The document is no certificate any more, and the error names the place.
        #expect(error.description.contains(path), "\(path): \(error)")
      }
    }
  }

  @Test func everyRemovedValueIsFoundWhereItWas() throws {
    let document = try document()
    for steps in document.with("digests", nil).stepsToLeaves {
      let path = JSONValue.path(of: steps)
      let altered = try #require(document.replacing(steps) { _ in nil })
      do {
        let findings = try read(altered).findings()
        // The elements behind a removed one move up.
        let isMoved = path.hasSuffix("]")
        #expect(
          findings.contains { ($0.kind == .removed && $0.path == path) || (isMoved && $0.kind != .broken) },
          "\(path): \(findings)")
      } catch {
        #expect(error.description.contains(path), "\(path): \(error)")
      }
    }
  }

  @Test func everyAlteredDigestIsFoundWhereItIs() throws {
    let document = try document()
    let places = try #require(document["digests"]).stepsToLeaves
    for steps in places {
      let whole = [JSONValue.Step.member("digests")] + steps
      let altered = try #require(document.replacing(whole) { $0.mutated })
      let findings = try read(altered).findings()
      #expect(findings.map(\.path) == [JSONValue.path(of: whole)], "\(findings)")
    }
  }

  @Test(arguments: ["inputs", "requests", "database"])
  func whatIsAddedIsFound(section: String) throws {
    let altered = try #require(
      try document().replacing([.member(section)]) { value in
        guard case .object(let members) = value else { return value }
        return .object(members.merging(["note": .string("by hand")]) { $1 })
      })
    #expect(try read(altered).findings().map(\.path) == ["\(section).note"])
    #expect(try read(altered).findings().map(\.kind) == [.added])
  }

  @Test func twoFieldsThatChangePlacesAreFound() throws {
    var certificate = RaceCertificate.sample
    certificate.latencyUs.p50 = 200
    certificate.latencyUs.p90 = 100
    let altered = try #require(
      try document().replacing([.member("latency_us")]) { _ in try? JSONValue(of: certificate)["latency_us"] })
    let findings = try read(altered).findings()
    #expect(findings.filter { $0.kind == .altered }.map(\.path).sorted() == ["latency_us.p50", "latency_us.p90"])
  }

  @Test func anotherFormOfTheSameLettersIsAnAlteration() throws {
    let altered = try #require(
      try document().replacing([.member("database"), .member("name")]) { _ in
        .string("\u{110E}\u{116E}\u{1109}\u{1165}\u{11A8}")
      })
    #expect(try read(altered).findings().map(\.path) == ["database.name"])
  }

  @Test(arguments: [
    ("", "this is no certificate: it is not valid JSON"), ("{", "this is no certificate: it is not valid JSON"),
    ("nothing", "this is no certificate: it is not valid JSON"), ("[]", "format"), ("{}", "format"),
    (#"{"format":"seonchak-race-certificate"}"#, "version"),
    (#"{"format":"seonchak-race-certificate","version":2}"#, "version 2"),
    (#"{"format":"seonchak-race-certificate","version":1}"#, "inputs is missing"),
    (#"{"format":"a","format":"seonchak-race-certificate"}"#, "twice"),
  ])
  func whatIsNoCertificateIsRefusedWithTheReason(text: String, reason: String) {
    let error = #expect(throws: LoadFailure.self) { try CertificateDocument(reading: Array(text.utf8)) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func whatBreaksAnInvariantIsNamedHoweverItIsSealed() throws {
    var forged = RaceCertificate.sample
    forged.requests.outcomes["OK"] = 201
    let findings = try CertificateDocument(sealing: forged).findings()
    #expect(findings.contains { $0.path == "invariants[13]" && $0.detail.hasPrefix("one_outcome_each") })
    #expect(findings.allSatisfy { $0.kind == .broken })
  }

  /// The numbers of a file are as large as they like: what is computed from them doesn't trap.
  @Test func numbersBeyondAllRaceHarmNobody() throws {
    let most: Int64 = 1 << 53
    var certificate = RaceCertificate.sample
    certificate.database.rangeSize = most
    certificate.database.rangeSha256 = Array(repeating: "", count: 1_100)
    #expect(try certificate.differences(from: RaceCertificate.sample.database).count > 1_100)
    for number in [most, -most] {
      var certificate = RaceCertificate.sample
      certificate.database.users = number
      certificate.database.mostCouponsOfAUser = number
      certificate.database.coupons = number
      certificate.database.lastSequence = number
      certificate.acknowledged = AcknowledgedCoupons(
        coupons: number, missing: number, altered: number, unacknowledged: number)
      certificate.inputs.users = Int(number)
      certificate.requests.planned = UInt64(most)
      certificate.requests.outcomes = ["OK": UInt64(most), "SOLD_OUT": UInt64(most)]
      #expect(try !CertificateDocument(sealing: certificate).findings().isEmpty)
    }
  }
}
