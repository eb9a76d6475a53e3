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
      if let (state, text) = Self.report(in: line) {
        self.state = state
        reason = "\(state.rawValue): \(text)"
        return
      }
    }
    state = nil
    // Lines that begin with a tab are libpq's advice.
    let line = lines.last { $0.first?.isWhitespace == false } ?? ""
    let text = Self.withoutAddress(line)
    reason = text.isEmpty ? "the connection ended without a reason" : text
  }

  /// The error report of one line: `…:  STATE: TEXT`.
  private static func report(in line: Substring) -> (SQLState, Substring)? {
    let bytes = Array(line.utf8)
    // Three bytes in front, five of the state, two behind.
    guard bytes.count >= 10 else { return nil }
    for start in 3...(bytes.count - 7) {
      let state = bytes[start..<(start + 5)]
      guard bytes[(start - 3)..<start].elementsEqual(":  ".utf8), state.allSatisfy(isOfState),
        bytes[(start + 5)..<(start + 7)].elementsEqual(": ".utf8)
      else { continue }
      let text = String(decoding: bytes[(start + 7)...], as: UTF8.self)
      return (SQLState(rawValue: String(decoding: state, as: UTF8.self)), Substring(text))
    }
    return nil
  }

  private static func isOfState(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
  }

  /// The host is named beside the reason already: `connection to server at "…", port 5432 failed: REASON`.
  private static func withoutAddress(_ line: Substring) -> String {
    let end = " failed: "
    guard line.hasPrefix("connection to server "), let range = line.firstRange(of: end) else { return String(line) }
    return String(line[range.upperBound...])
  }
}
