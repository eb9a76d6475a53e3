import CLibPQ

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

  /// Throws what is wrong with the first value that libpq would refuse. The reason never has the value in it: where a
  /// URL was written wrongly, that may be a piece of the password.
  static func check(_ options: UnsafeMutablePointer<PQconninfoOption>) throws(DatabaseURLError) {
    var option = options
    // The array ends with an option without a name.
    while let name = option.pointee.keyword {
      if let value = option.pointee.val { try check(String(cString: value), of: String(cString: name)) }
      option += 1
    }
  }

  /// The value of an option in a connection string; `nil`: nothing.
  static func value(of name: String, in options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
    var option = options
    while let keyword = option.pointee.keyword {
      if String(cString: keyword) == name { return option.pointee.val.map { String(cString: $0) } }
      option += 1
    }
    return nil
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
      guard value.isEmpty || Int32(value.filter { !$0.isWhitespace }) != nil else {
        throw DatabaseURLError(reason: "\(name) has to be a whole number")
      }
    } else if let words = words[name], !value.isEmpty, !words.contains(value) {
      throw DatabaseURLError(reason: "\(name) can be \(words.sorted().joined(separator: ", "))")
    }
  }
}
