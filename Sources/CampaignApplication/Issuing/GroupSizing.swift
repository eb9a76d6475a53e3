/// The number of calls that a group takes of a crowd that comes back as soon as it is answered: half of it, so that one
/// half is on its way while the other half's transaction runs. Were all taken, the database would stand still until the
/// first of them are back; and groups of whoever happens to wait, large and small in turn, take the longest.
struct GroupSizing {
  /// A crowd of so many, or fewer, is not divided, and one of up to twice as many unevenly: the share that
  /// a transaction costs whatever its size grows (scripts/profile.sh with SERVER_OPTIONS="--group-size …").
  static let smallestHalf = 32

  /// The calls of the last group, who may be back.
  private var lastCount = 0

  /// The size of a group that begins while so many wait, at most `maximum`. Without a group before it, all.
  func limit(waiting count: Int, maximum: Int) -> Int {
    guard lastCount > 0 else { return maximum }
    return min(maximum, max(Self.smallestHalf, (lastCount + count + 1) / 2))
  }

  mutating func ended(_ count: Int) {
    lastCount = count
  }
}
