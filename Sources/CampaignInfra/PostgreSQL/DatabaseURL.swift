import CLibPQ

/// A libpq URI or connection string (PostgreSQL documentation, section 34.1.1) that libpq can read.
public struct DatabaseURL: Sendable, CustomStringConvertible {
  let text: String
  /// True when it leaves the choice of servers to those who only read: its `target_session_attrs` wants none that takes
  /// changes.
  let admitsReadOnlyServers: Bool

  /// Takes the text without the white space at its ends: what comes out of a file has a line's end. Throws what libpq
  /// says is wrong, without the text that it says it of.
  public init(_ text: String) throws(DatabaseURLError) {
    let text = text.trimmingWhitespace()
    if let scheme = Self.foreignScheme(of: text) {
      throw DatabaseURLError(reason: "its scheme is \(scheme), and has to be postgresql or postgres")
    }
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &message) else {
      defer { PQfreemem(message) }
      let reason = message.map { String(cString: $0) } ?? "libpq has no memory"
      throw DatabaseURLError(reason: Self.withoutQuotedText(reason))
    }
    defer { PQconninfoFree(options) }
    let values = ConnectionOptionList.values(of: options)
    try ConnectionOptionValues.check(values)
    admitsReadOnlyServers = !["read-write", "primary"].contains(values["target_session_attrs"])
    self.text = text
  }

  /// The scheme of a URL that is not PostgreSQL's. A scheme is short and has nothing but letters, digits and these
  /// signs (RFC 3986, section 3.1), so that it holds no password; Java's has one inside another.
  private static func foreignScheme(of text: String) -> String? {
    guard let end = text.firstRange(of: "://")?.lowerBound else { return nil }
    let scheme = text[..<end]
    let name = scheme.hasPrefix("jdbc:") ? scheme.dropFirst("jdbc:".count) : scheme
    guard (1...32).contains(name.utf8.count), let first = name.first, first.isASCII, first.isLetter,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }),
      !["postgresql", "postgres"].contains(scheme)
    else { return nil }
    return String(scheme)
  }

  /// The words of libpq up to the place where it quotes the text: a wrong URL may show its password there.
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

extension String {
  /// The text without white space and line ends at its ends.
  public func trimmingWhitespace() -> String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// The reason why a text is no database URL.
public struct DatabaseURLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The fault, mostly in libpq's words, in one line. Nothing of the text is in it.
  public let reason: String

  /// The same as `reason`.
  public var description: String { reason }
}
