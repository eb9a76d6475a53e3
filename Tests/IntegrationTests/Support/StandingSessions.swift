import TestDatabase

extension TestDatabase {
  /// The sessions of the server's pools and its listener.
  private static let ofServer = """
    FROM pg_stat_activity WHERE application_name LIKE 'campaign-server%' AND datname = current_database()
    """

  /// Waits until the server has all the sessions that it makes at its start, and has used none of them for so long that
  /// it can't know whether they still stand.
  func waitUntilServerIsIdle(sessions: Int = 18) async throws -> Bool {
    try await eventually {
      try value(
        "SELECT count(*) = \(sessions) AND max(state_change) < clock_timestamp() - interval '1.1 s' \(Self.ofServer)")
        == "t"
    }
  }

  /// The number of sessions that the server has here.
  var serverSessions: Int {
    get throws { Int(try value("SELECT count(*) \(Self.ofServer)") ?? "") ?? -1 }
  }
}

extension String {
  /// The lines of a log that say this.
  func lines(saying text: String) -> [Substring] {
    split(separator: "\n").filter { $0.contains(text) }
  }
}
