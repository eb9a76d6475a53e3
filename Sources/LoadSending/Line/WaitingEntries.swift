internal import CampaignDomain

/// The entries of a run that have not ended, in the order of their tickets.
struct WaitingEntries: Sendable {
  /// In order from `first` on; those before it are gone.
  private var entries: [JoinedEntry] = []
  private var first = 0

  var isEmpty: Bool { first == entries.count }

  /// The one with the highest ticket: its place says how far the line has come.
  var last: JoinedEntry? { isEmpty ? nil : entries.last }

  /// Adds entries of any order. Mostly they stand behind those that are here.
  mutating func add(_ new: [JoinedEntry]) {
    guard let lowest = new.min(by: JoinedEntry.isBefore) else { return }
    let place = index(ofFirstNotBefore: lowest)
    entries += new
    entries[place...].sort(by: JoinedEntry.isBefore)
  }

  /// The entries with a ticket up to one, a group for each entry: several requests may have been shown the same.
  func groups(upTo ticket: Int64) -> [ArraySlice<JoinedEntry>] {
    var groups: [ArraySlice<JoinedEntry>] = []
    var start = first
    while start < entries.count, entries[start].ticket <= ticket {
      var end = start + 1
      while end < entries.count, entries[end].requestID == entries[start].requestID { end += 1 }
      groups.append(entries[start..<end])
      start = end
    }
    return groups
  }

  /// Removes the entries that have ended; all of them have a ticket up to one.
  mutating func remove(_ ended: Set<RequestID>, upTo ticket: Int64) {
    var end = first
    while end < entries.count, entries[end].ticket <= ticket { end += 1 }
    let kept = entries[first..<end].filter { !ended.contains($0.requestID) }
    first = end - kept.count
    entries.replaceSubrange(first..<end, with: kept)
    guard first > entries.count / 2 else { return }
    entries.removeFirst(first)
    first = 0
  }

  /// Every entry, which are then gone.
  mutating func takeAll() -> [JoinedEntry] {
    defer { self = WaitingEntries() }
    return Array(entries[first...])
  }

  private func index(ofFirstNotBefore entry: JoinedEntry) -> Int {
    var (low, high) = (first, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if JoinedEntry.isBefore(entries[middle], entry) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
