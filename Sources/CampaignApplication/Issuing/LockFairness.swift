/// When a server may lock a campaign again in the same breath as it commits. PostgreSQL gives a row to whoever asks for
/// it first, and that would be the one who just had it: another server's groups must find a gap.
struct LockFairness: Sendable {
  /// So many transactions may follow each other before a gap is left for a server that has not been seen yet.
  static let longestRun = 16
  /// For so many transactions no other follows at once after another server issued.
  static let wariness = 64

  private var run = 0
  private var wary = 0

  /// The lock showed that another server issued since.
  mutating func sawOthers() {
    wary = Self.wariness
  }

  /// Whether another server issued lately.
  var expectsOthers: Bool { wary > 0 }

  /// Whether the next transaction may follow at once; asked once for each.
  mutating func mayFollow() -> Bool {
    if wary > 0 {
      wary -= 1
      return false
    }
    run += 1
    guard run > Self.longestRun else { return true }
    run = 0
    return false
  }
}
