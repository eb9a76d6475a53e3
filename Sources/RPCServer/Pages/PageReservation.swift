import Synchronization

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
      gate.settle(from: old, to: newByteCount, for: account)
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
