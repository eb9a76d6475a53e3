/// The migrations that a program knows beside those that the database has. Pure: tested without a database.
public struct SchemaStatus: Hashable, Sendable {
  /// A migration by its number and what is in it.
  public struct Entry: Hashable, Sendable {
    /// 1, 2, 3…
    public let version: Int32
    /// The part of the file's name after the number.
    public let name: String
    /// SHA-256 in hexadecimal digits.
    public let checksum: String

    var label: String { "migration \(version) (\(name))" }
  }

  /// The answer whether a program may work on the schema.
  public enum Verdict: Hashable, Sendable {
    /// The database has what the program knows, no more and no less.
    case current
    /// Migrations of the program are missing in the database.
    case behind
    /// The database has something that the program doesn't know; the text says what, and what to do.
    case unknown(String)
  }

  /// The migrations that the program brings, in order.
  public let known: [Entry]
  /// The migrations that the database has, in order.
  public let applied: [Entry]

  /// The migrations that are missing, in order.
  public var pending: [Entry] {
    known.filter { entry in !applied.contains { $0.version == entry.version } }
  }

  /// The first thing that differs decides; a server works with `.current` only.
  public var verdict: Verdict {
    for entry in applied {
      guard let ours = known.first(where: { $0.version == entry.version }) else {
        return .unknown(
          """
          the database has \(entry.label), which this program does not know: use a newer program
          """)
      }
      guard ours.checksum == entry.checksum else {
        return .unknown(
          """
          \(entry.label) was applied from another file than this program's: \
          use the program that made this schema, or another database
          """)
      }
    }
    return pending.isEmpty ? .current : .behind
  }
}
