/// The part of a claim that one transaction tries.
public struct QueuePart: Hashable, Sendable {
  /// The entries to serve, in the order of their tickets; empty: nothing but `erring` is saved.
  public let entries: [QueuedEntry]
  /// The ticket up to which all are served with this part; `nil`: it is one entry whose place was passed before.
  public let through: Int64?
  /// Entries that erred alone, and are set aside with this part.
  public let erring: [ErringEntry]
  /// True when nothing of the claim is left behind this part.
  public let isLast: Bool
}

/// Tells which part of a claim to try next. Entries that were set aside come first, each alone; then all others at
/// once. A part that fails by an error of an entry is tried again in halves, lower tickets first, until an entry errs
/// alone. That one is only remembered until a part is saved: where no entry of many could be served, the error is not
/// theirs.
public struct QueueHalving: Sendable {
  /// So many entries that all err alone are an error of the batch.
  public static let erringLimit = 10

  private let claim: QueueClaim
  private let entries: [QueuedEntry]
  private var retries: ArraySlice<QueuedEntry>
  /// Ranges of `entries`, the next one last.
  private var ranges: [Range<Int>]
  private var erring: [ErringEntry] = []
  private var isDone = false
  private var hasSucceeded = false
  /// The error that is the batch's, where parts failed by errors of entries; `nil`: there is none.
  public private(set) var batchError: String?

  /// Begins with all of a claim. `entries` are those of its tickets, in their order.
  public init(of claim: QueueClaim, entries: [QueuedEntry]) {
    self.claim = claim
    self.entries = entries
    retries = claim.retries[...]
    ranges = entries.isEmpty ? [] : [0..<entries.count]
  }

  /// The error of entries that erred alone, and whether there are so many of them that it is the batch's; `nil`: none
  /// did since the last part was saved.
  public var unsavedError: (text: String, isBatchError: Bool)? {
    erring.last.map { ($0.error, !hasSucceeded && erring.count >= Self.erringLimit) }
  }

  /// The part to try next, until it is said what became of it; `nil`: all is done, or `batchError` is there.
  public var next: QueuePart? {
    if isDone || batchError != nil { return nil }
    if let retry = retries.first {
      return QueuePart(
        entries: [retry], through: nil, erring: erring, isLast: retries.count == 1 && claim.ticketCount == 0)
    }
    let through = claim.ticketCount > 0 ? claim.through : nil
    guard let range = ranges.last else {
      return QueuePart(entries: [], through: through, erring: erring, isLast: true)
    }
    let part = entries[range]
    let isLast = ranges.count == 1
    return QueuePart(
      entries: Array(part), through: isLast ? through : part.last?.ticket, erring: erring, isLast: isLast)
  }

  /// The part was saved. `isDone`: nothing of the claim is left, as after the line's end.
  public mutating func succeeded(isDone: Bool) {
    hasSucceeded = true
    erring = []
    self.isDone = isDone
    if !retries.isEmpty { retries.removeFirst() } else { ranges.removeLast(min(1, ranges.count)) }
  }

  /// The part failed by an error of an entry.
  public mutating func failed(with error: String) {
    if let retry = retries.popFirst() {
      erring.append(ErringEntry(entry: retry, isRetry: true, error: error))
    } else if let range = ranges.popLast() {
      if range.count > 1 {
        let middle = range.lowerBound + range.count / 2
        ranges += [middle..<range.upperBound, range.lowerBound..<middle]
        return
      }
      erring.append(ErringEntry(entry: entries[range.lowerBound], isRetry: false, error: error))
    } else {
      batchError = error
    }
    // Those that erred before say nothing about the batch.
    if retries.isEmpty, ranges.isEmpty, !hasSucceeded, erring.count(where: { !$0.isRetry }) >= Self.erringLimit {
      batchError = error
    }
  }
}
