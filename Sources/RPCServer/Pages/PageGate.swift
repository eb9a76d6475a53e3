import Synchronization

/// Lets pages begin as there is room for them; all connections of a server share one. Used from any thread.
final class PageGate: Sendable {
  private struct State {
    var budget: PageBudget<WaitingPage>
    var accounts: UInt64 = 0
    /// Somebody gives out room. Others leave it to them: a page that ends as soon as it begins gives room to the next,
    /// and a long line of such pages would be as many calls within each other.
    var isGranting = false
  }

  private let state: Mutex<State>
  /// Hears how much memory pages gave back.
  private let freed: @Sendable (_ byteCount: Int) -> Void

  init(maximumBytes: Int, maximumBytesPerConnection: Int, freed: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.state = Mutex(
      State(budget: PageBudget(maximumBytes: maximumBytes, maximumBytesPerAccount: maximumBytesPerConnection)))
    self.freed = freed
  }

  /// The bytes that all pages have, or have taken room for.
  var usedBytes: Int { state.withLock { $0.budget.usedBytes } }

  /// The number of pages that wait for room.
  var waitingCount: Int { state.withLock { $0.budget.waitingCount } }

  /// The account of a new connection.
  func makeAccount() -> PageAccount {
    state.withLock { state in
      state.accounts += 1
      return PageAccount(number: state.accounts)
    }
  }

  /// Takes room for a page. `nil`: it waits, and begins by itself when there is some.
  func reserve(_ byteCount: Int, for account: PageAccount, orWaitAs page: WaitingPage) -> PageReservation? {
    let isTaken = state.withLock { state in
      if state.budget.take(byteCount, for: account) { return true }
      state.budget.wait(.init(token: page.token, byteCount: byteCount, waiting: page), for: account)
      return false
    }
    if isTaken { return PageReservation(byteCount, of: account, in: self) }
    // Only its own connection's share may have been missing when it was looked at.
    grant()
    return nil
  }

  /// The pages of these calls, or of all, wait no more.
  ///
  /// - Returns: the calls that waited, whose pages will not begin.
  func cancel(_ tokens: Set<CallToken>? = nil, of account: PageAccount) -> [CallToken] {
    let cancelled = state.withLock { $0.budget.cancel(tokens, of: account) }
    guard !cancelled.isEmpty else { return [] }
    grant()
    return cancelled.map(\.token)
  }

  /// So many bytes of answers that are no pages wait for the connection's peer.
  func count(otherBytes: Int, for account: PageAccount) {
    state.withLock { $0.budget.count(otherBytes: otherBytes, for: account) }
    grant()
  }

  /// A page has another size than it took room for.
  func resize(from byteCount: Int, to newByteCount: Int, for account: PageAccount) {
    state.withLock { $0.budget.resize(from: byteCount, to: newByteCount, for: account) }
    grant()
    if newByteCount == 0 { freed(byteCount) }
  }

  private func grant() {
    let isFirst = state.withLock { state in
      defer { state.isGranting = true }
      return !state.isGranting
    }
    guard isFirst else { return }
    while true {
      let next = state.withLock { state in
        let next = state.budget.nextGrant()
        state.isGranting = next != nil
        return next
      }
      guard let next else { return }
      next.entry.waiting.begin(with: PageReservation(next.entry.byteCount, of: next.account, in: self))
    }
  }
}

/// Room that a page has. It is given back as soon as the page doesn't need it, and at the latest when nobody holds the
/// reservation any more: whoever drops a page on its way, because the connection is gone, can't forget it.
final class PageReservation: Sendable {
  private let gate: PageGate
  private let account: PageAccount
  private let byteCount: Mutex<Int>

  init(_ byteCount: Int, of account: PageAccount, in gate: PageGate) {
    self.gate = gate
    self.account = account
    self.byteCount = Mutex(byteCount)
  }

  /// The page is encoded: it has this size.
  func correct(to newByteCount: Int) {
    let old = byteCount.withLock { byteCount in
      defer { byteCount = newByteCount }
      return byteCount
    }
    if old != newByteCount {
      gate.resize(from: old, to: newByteCount, for: account)
    }
  }

  /// There is no page, or the kernel took it.
  func giveBack() {
    correct(to: 0)
  }

  deinit {
    giveBack()
  }
}
