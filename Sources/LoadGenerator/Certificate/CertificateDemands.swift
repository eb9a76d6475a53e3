/// Collects what a document says in one place and contradicts in another.
struct CertificateDemands {
  /// What was found until now.
  private(set) var findings: [CertificateFinding] = []

  /// Demands that something is true of what stands at a path.
  mutating func demand(
    _ isTrue: Bool, _ path: String, _ expected: @autoclosure () -> String, found: @autoclosure () -> String
  ) {
    if !isTrue { findings.append(CertificateFinding(.inconsistent, path, expected: expected(), found: found())) }
  }

  /// Demands that a number is one of a range.
  mutating func demand<Number: BinaryInteger>(
    _ path: String, _ number: Number, in range: ClosedRange<Number>, because reason: @autoclosure () -> String = ""
  ) {
    let reason = reason()
    demand(
      range.contains(number), path,
      "\(range.lowerBound) to \(range.upperBound)" + (reason.isEmpty ? "" : ", \(reason)"),
      found: "\(number)")
  }

  /// Demands that something stands at a path exactly where it has to, and is what it has to be.
  mutating func demand(_ path: String, _ found: Int64?, equals expected: Int64?, because reason: String) {
    demand(
      found == expected, path, "\(expected.map(String.init) ?? "nothing"), \(reason)",
      found: found.map(String.init) ?? "nothing")
  }

  /// Demands that something stands at a path exactly where it has to.
  mutating func demand(_ path: String, isThere: Bool, where isNeeded: Bool, because reason: String) {
    demand(
      isThere == isNeeded, path, (isNeeded ? "something" : "nothing") + ", \(reason)", found: isThere ? "it" : "nothing"
    )
  }

  /// Demands the SHA-256 of something: of nothing exactly where there is nothing.
  mutating func demand(_ path: String, isDigest text: String, ofNothing isEmpty: Bool? = nil) {
    let isDigest =
      text.utf8.count == 2 * SHA256.byteCount && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    demand(isDigest, path, "64 hexadecimal digits in lower case", found: "\"\(text)\"")
    guard isDigest, let isEmpty else { return }
    demand(
      (text == Self.digestOfNothing) == isEmpty, path,
      isEmpty ? "the SHA-256 of nothing, as there are no coupons" : "not the SHA-256 of nothing, as there are coupons",
      found: text)
  }

  /// What is said of a text that is no time.
  static let timeForm = "a time such as 2026-11-21T10:00:03.000812Z"

  private static let digestOfNothing = SHA256.hexadecimal("")
}
