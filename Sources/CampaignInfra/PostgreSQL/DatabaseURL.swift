import CLibPQ

/// A libpq URI or connection string (PostgreSQL documentation, section 34.1.1) that libpq can read.
public struct DatabaseURL: Sendable, CustomStringConvertible {
  let text: String
  /// Whether it leaves the choice of servers to those who only read: its `target_session_attrs` wants none that takes changes.
  let admitsReadOnlyServers: Bool

  /// Throws what libpq says is wrong, without the text that it says it of.
  public init(_ text: String) throws(DatabaseURLError) {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &message) else {
      defer { PQfreemem(message) }
      let reason = message.map { String(cString: $0) } ?? "libpq has no memory"
      throw DatabaseURLError(reason: Self.withoutQuotedText(reason))
    }
    defer { PQconninfoFree(options) }
    try ConnectionOptionValues.check(options)
    let wanted = ConnectionOptionValues.value(of: "target_session_attrs", in: options)
    admitsReadOnlyServers = !["read-write", "primary"].contains(wanted)
    self.text = text
  }

  /// What libpq says up to the place where it quotes the text: a wrong URL may show its password there.
  private static func withoutQuotedText(_ message: String) -> String {
    let reason = ownQuotes.first(where: message.hasPrefix) ?? String(message.prefix { $0 != "\"" && !$0.isNewline })
    let words = reason.split { $0 == " " || $0 == ":" }
    return words.isEmpty ? "libpq does not take it" : words.joined(separator: " ")
  }

  /// The beginnings of libpq's messages in which the first quotes are not around the text.
  private static let ownQuotes = [
    #"missing "=""#, #"missing key/value separator "=" in URI query parameter"#,
    #"extra key/value separator "=" in URI query parameter"#,
    #"end of string reached when looking for matching "]" in IPv6 host address in URI"#,
  ]

  /// Never the text: it may hold a password.
  public var description: String { "DatabaseURL" }
}

/// Why a text is no database URL.
public struct DatabaseURLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, mostly in libpq's words, in one line. Nothing of the text is in it.
  public let reason: String

  /// The same as `reason`.
  public var description: String { reason }
}
