import RPCCodec
import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// Text of a file or a server is shown when it is printed, and does nothing else to a terminal.
struct HostileTextTests {
  private static let attack = "\u{1B}[2J\u{1B}[H\u{9B}31m\u{202E}\r\nheld\u{2028}\u{7F}"

  private func isSafe(_ text: String) -> Bool {
    !text.unicodeScalars.contains { scalar in
      [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
  }

  @Test func whatActsIsWrittenAndWhatShowsIsKept() {
    #expect(PrintableText.escaped("추석 \"A\" é 🎟") == "추석 \"A\" é 🎟")
    #expect(PrintableText.escaped("a\u{1B}[2Jb\n\tc\u{9B}\u{202E}") == "a\\u{1B}[2Jb\\n\\tc\\u{9B}\\u{202E}")
    #expect(isSafe(PrintableText.escaped(Self.attack)))
  }

  @Test func noTextOfACertificateReachesTheTerminalAsItIs() throws {
    var certificate = RaceCertificate.sample
    certificate.invariants[0].evidence = Self.attack
    certificate.invariants[1].name = Self.attack
    certificate.invariants[1].held = false
    certificate.database.state = Self.attack
    certificate.database.codesSha256 = Self.attack
    certificate.served[0].address = Self.attack
    certificate.requests.outcomes[Self.attack] = 1
    let document = try CertificateDocument(sealing: certificate)
    let findings = try CertificateDocument(reading: Array(document.text.utf8)).findings()
    #expect(findings.count > 1)
    for finding in findings { #expect(isSafe("\(finding)"), "\(finding)") }
    for line in document.summary().split(separator: "\n") { #expect(isSafe(String(line)), "\(line)") }
    #expect(document.summary().contains("BROKEN  \\u{1B}[2J"))
    for difference in try certificate.differences(from: RaceCertificate.sample.database) {
      #expect(isSafe("\(difference)"), "\(difference)")
    }
  }

  @Test(arguments: [
    "{\"\u{9B}\":1,\"\u{9B}\":2}",
    "{\"format\":\"seonchak-race-certificate\",\"version\":1,\"inputs\":\"\u{9B}\u{202E}\"}",
  ])
  func noTextOfWhatIsNoCertificateDoes(text: String) {
    let fault = #expect(throws: LoadFailure.self) { try CertificateDocument(reading: Array(text.utf8)) }
    #expect(isSafe("\(fault, default: "none")"))
  }

  @Test func noMessageOfAServerDoes() {
    #expect(
      LoadFailure("the server said \(Self.attack)").description
        == "the server said \(PrintableText.escaped(Self.attack))")
  }
}
