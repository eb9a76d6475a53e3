/// The order in which the pools of a process get their sessions: each its first before any its second, so that a role
/// or server with few connections to give leaves no kind of call without one. A pure value; a listener is a pool of
/// one.
struct SessionOrder {
  typealias Pool = Int

  private struct Standing {
    var sessions = 0
    var attempts = 0
    /// It has none and should, or the database had no more to give: the others leave it one.
    var isNeedy: Bool
    /// It always wants one.
    let keepsOne: Bool

    var holdsOthersBack: Bool { isNeedy && sessions == 0 }
  }

  private var pools: [Standing] = []
  /// The pools that were refused a session.
  private var refused: Set<Pool> = []

  /// A pool joins before any asks for a session. `keepsOne`: it wants one also while it has nothing to do.
  mutating func join(keepsOne: Bool) -> Pool {
    pools.append(Standing(isNeedy: keepsOne, keepsOne: keepsOne))
    return pools.count - 1
  }

  /// True where a pool may try to make a session now. One that may not is named by a later transition. `yields`: it
  /// gets its first only behind those of all others.
  mutating func claim(_ pool: Pool, yields: Bool = false) -> Bool {
    let isFirst = !yields && pools[pool].sessions + pools[pool].attempts == 0
    guard isFirst || !pools.indices.contains(where: { $0 != pool && pools[$0].holdsOthersBack }) else {
      refused.insert(pool)
      return false
    }
    pools[pool].attempts += 1
    return true
  }

  /// Returns the pools that were refused and may try again, as those below do.
  mutating func connected(_ pool: Pool) -> Set<Pool> {
    pools[pool].attempts = max(0, pools[pool].attempts - 1)
    pools[pool].sessions += 1
    pools[pool].isNeedy = false
    return released()
  }

  /// `isShortage`: the database has no more connections to give. One that is away holds nobody back.
  mutating func failed(_ pool: Pool, isShortage: Bool) -> Set<Pool> {
    pools[pool].attempts = max(0, pools[pool].attempts - 1)
    pools[pool].isNeedy = isShortage
    return released()
  }

  /// A session of the pool is over.
  mutating func ended(_ pool: Pool) -> Set<Pool> {
    pools[pool].sessions = max(0, pools[pool].sessions - 1)
    pools[pool].isNeedy = pools[pool].keepsOne
    return released()
  }

  /// The pool wants no more sessions.
  mutating func left(_ pool: Pool) -> Set<Pool> {
    pools[pool] = Standing(isNeedy: false, keepsOne: false)
    return released()
  }

  /// True where the pool has no session and wants none.
  func isContent(_ pool: Pool) -> Bool { pools[pool].sessions == 0 && !pools[pool].keepsOne }

  private mutating func released() -> Set<Pool> {
    guard !refused.isEmpty, !pools.contains(where: \.holdsOthersBack) else { return [] }
    defer { refused = [] }
    return refused
  }
}
