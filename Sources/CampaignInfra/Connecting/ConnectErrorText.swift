/// The contents of libpq's message about an attempt to connect that failed: the SQLSTATE, where PostgreSQL gave one,
/// and a reason in one line.
///
/// libpq has no field for the SQLSTATE of such an error. With PQERRORS_VERBOSE it stands in the message, between colons
/// and spaces that no language changes: `SEVERITY:  57P03: the message`, then lines of details. With several attempts
/// at one address (TLS, then without) the message has a part for each, and the last one counts.
struct ConnectErrorText: Equatable {
  let state: SQLState?
  let reason: String

  init(_ message: String) {
    let lines = message.split(whereSeparator: \.isNewline)
    for line in lines.reversed() {
      let report = /:  (?<state>[0-9A-Z]{5}): (?<text>.*)/.matchingSemantics(.unicodeScalar)
      if let match = line.firstMatch(of: report) {
        state = SQLState(rawValue: String(match.state))
        reason = "\(match.state): \(match.text)"
        return
      }
    }
    state = nil
    // Lines that begin with a tab are libpq's advice.
    let line = lines.last { $0.first?.isWhitespace == false } ?? ""
    let text = Self.withoutAddress(line)
    reason = text.isEmpty ? "the connection ended without a reason" : text
  }

  /// The host is named beside the reason already: `connection to server at "…", port 5432 failed: REASON`.
  private static func withoutAddress(_ line: Substring) -> String {
    let end = " failed: "
    guard line.hasPrefix("connection to server "), let range = line.firstRange(of: end) else { return String(line) }
    return String(line[range.upperBound...])
  }
}
