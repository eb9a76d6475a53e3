import NIOCore

/// The memory that the pages of all connections may have, as a value: pages are the answers of GetCampaign and
/// ListCampaigns, the only ones that are large and that a peer can leave unread.
///
/// A page takes the most that it can have before it is read, and keeps what it has until the kernel took it. A page
/// that doesn't fit waits: the pages of one connection in order, and the connections in turns, a page each, in the
/// order in which their next page fitted the connection's own share. A page that waits for its connection's share holds
/// up nobody else's; one that waits for the room of all goes before whoever came later, so that no large page waits for
/// ever behind small ones.
struct PageBudget<Waiting> {
  struct Entry {
    let token: CallToken
    let byteCount: Int
    let waiting: Waiting
  }

  private struct Account {
    /// The bytes that the pages of the connection have, and what other answers that its peer didn't take add.
    var used = 0
    var otherBytes = 0
    var waiting = CircularBuffer<Entry>(initialCapacity: 0)
    /// True while the connection stands in line for the room of all.
    var isInLine = false
  }

  private let maximumBytes: Int
  private let maximumBytesPerAccount: Int
  private var accounts: [PageAccount: Account] = [:]
  private var line = CircularBuffer<PageAccount>()
  /// The bytes that all pages have, and the other answers that are counted.
  private(set) var usedBytes = 0

  init(maximumBytes: Int, maximumBytesPerAccount: Int) {
    self.maximumBytes = maximumBytes
    self.maximumBytesPerAccount = maximumBytesPerAccount
  }

  /// The number of pages that wait.
  var waitingCount: Int { accounts.values.reduce(0) { $0 + $1.waiting.count } }

  /// Takes room for a page at once, if there is some and nobody waits for it.
  mutating func take(_ byteCount: Int, for id: PageAccount) -> Bool {
    guard line.isEmpty, accounts[id]?.waiting.isEmpty ?? true,
      fitsShare(byteCount, of: id), fitsAll(byteCount)
    else { return false }
    add(byteCount, to: id)
    return true
  }

  /// Has a page wait for room; `nextGrant` gives it some.
  mutating func wait(_ entry: Entry, for id: PageAccount) {
    accounts[id, default: Account()].waiting.append(entry)
    enterLine(id)
  }

  /// Takes room for the next page that waits, if there is enough.
  mutating func nextGrant() -> (account: PageAccount, entry: Entry)? {
    while let id = line.first {
      // Pages in line may have been cancelled, or have less of a share by now.
      guard let head = accounts[id]?.waiting.first, fitsShare(head.byteCount, of: id) else {
        leaveLine(id)
        continue
      }
      guard fitsAll(head.byteCount) else { return nil }
      leaveLine(id)
      accounts[id]?.waiting.removeFirst()
      add(head.byteCount, to: id)
      enterLine(id)
      return (id, head)
    }
    return nil
  }

  /// A page has another size than it took room for; 0: it is gone.
  mutating func resize(from byteCount: Int, to newByteCount: Int, for id: PageAccount) {
    add(newByteCount - byteCount, to: id)
    enterLine(id)
    forgetIfUnused(id)
  }

  /// So many bytes of other answers wait for the connection's peer. They are never held back, but pages have less room.
  mutating func count(otherBytes: Int, for id: PageAccount) {
    let change = otherBytes - (accounts[id]?.otherBytes ?? 0)
    guard change != 0 else { return }
    accounts[id, default: Account()].otherBytes = otherBytes
    add(change, to: id)
    enterLine(id)
    forgetIfUnused(id)
  }

  /// The pages of these calls, or all, wait no more.
  ///
  /// - Returns: those that waited; the others are on their way.
  mutating func cancel(_ tokens: Set<CallToken>?, of id: PageAccount) -> [Entry] {
    guard var waiting = accounts[id]?.waiting, !waiting.isEmpty else { return [] }
    let cancelled = waiting.filter { tokens?.contains($0.token) ?? true }
    guard !cancelled.isEmpty else { return [] }
    waiting.removeAll { tokens?.contains($0.token) ?? true }
    accounts[id]?.waiting = waiting
    enterLine(id)
    forgetIfUnused(id)
    return Array(cancelled)
  }

  /// A page larger than the share waits until its connection has nothing else: none waits for ever.
  private func fitsShare(_ byteCount: Int, of id: PageAccount) -> Bool {
    let used = accounts[id]?.used ?? 0
    return used == 0 || used + byteCount <= maximumBytesPerAccount
  }

  private func fitsAll(_ byteCount: Int) -> Bool {
    usedBytes == 0 || usedBytes + byteCount <= maximumBytes
  }

  private mutating func add(_ byteCount: Int, to id: PageAccount) {
    accounts[id, default: Account()].used += byteCount
    usedBytes += byteCount
  }

  private mutating func enterLine(_ id: PageAccount) {
    guard let account = accounts[id], !account.isInLine, let head = account.waiting.first,
      fitsShare(head.byteCount, of: id)
    else { return }
    accounts[id]?.isInLine = true
    line.append(id)
  }

  /// The first of the line.
  private mutating func leaveLine(_ id: PageAccount) {
    line.removeFirst()
    accounts[id]?.isInLine = false
    forgetIfUnused(id)
  }

  private mutating func forgetIfUnused(_ id: PageAccount) {
    guard let account = accounts[id], account.used == 0, account.waiting.isEmpty, !account.isInLine else { return }
    accounts[id] = nil
  }
}

/// Names the pages of one connection, while any of them has room or waits for it.
struct PageAccount: Hashable, Sendable {
  let number: UInt64
}
