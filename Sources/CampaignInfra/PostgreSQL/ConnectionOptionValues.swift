/// The values of a connection string that libpq looks at only when it connects: too late to tell a wrong URL from a
/// database that is away.
enum ConnectionOptionValues {
  private static let words: [String: Set<String>] = [
    "sslmode": ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
    "gssencmode": ["disable", "prefer", "require"],
    "channel_binding": ["disable", "prefer", "require"],
    "target_session_attrs": ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"],
  ]

  private static let numbers: Set<String> = [
    "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
  ]

  /// Throws what is wrong with the first value, by the options' names, that libpq would refuse. The reason never has
  /// the value in it: where a URL was written wrongly, that may be a piece of the password.
  static func check(_ values: [String: String]) throws(DatabaseURLError) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { try check(value, of: name) }
  }

  private static func check(_ value: String, of name: String) throws(DatabaseURLError) {
    if name == "host" {
      // An "@" in the password ends it for libpq, and the rest would be named as the host that can't be found. Sockets
      // may have one: a path, or the "@" that an abstract one begins with.
      for host in value.split(separator: ",") where !host.hasPrefix("/") && host.dropFirst().contains("@") {
        throw DatabaseURLError(reason: "a host has no \"@\"; in a user or password it is written %40")
      }
    } else if name == "port" {
      // Several hosts may have several ports, and an empty one is the default.
      for port in value.split(separator: ",") {
        guard let number = Int(port), (1...65_535).contains(number) else {
          throw DatabaseURLError(reason: "the port has to be a number from 1 to 65535")
        }
      }
    } else if numbers.contains(name) {
      guard Int32(value.filter { !$0.isWhitespace }) != nil else {
        throw DatabaseURLError(reason: "\(name) has to be a whole number")
      }
    } else if let words = words[name], !words.contains(value) {
      throw DatabaseURLError(reason: "\(name) can be \(words.sorted().joined(separator: ", "))")
    }
  }
}
