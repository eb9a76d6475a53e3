/// The rule for when a server may lock a campaign again right behind its own COMMIT. PostgreSQL gives a row to whoever
/// asks for it first, and that would be the one who just had it: another server's groups must find a gap.
struct LockFairness: Sendable {
  /// The number of transactions that may follow each other before a gap is left for a server that has not been seen
  /// yet.
  static let longestRun = 16
  /// The number of transactions, after another server issued, of which none follows another at once.
  static let wariness = 64

  private var run = 0
  private var wary = 0

  /// The lock showed that another server issued since.
  mutating func sawOthers() {
    wary = Self.wariness
  }

  /// True where another server issued lately.
  var expectsOthers: Bool { wary > 0 }

  /// True where the next transaction may follow at once; asked once for each.
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
