/// The outcome of a transaction that serves a line: saved whole or not at all.
public struct QueueBatchChange: Hashable, Sendable {
  /// The line as it is once this is saved.
  public internal(set) var queue: CampaignQueue
  /// The entries that ended or were set aside.
  public internal(set) var entries: [QueueEntryChange] = []
  /// The coupons with their campaign; `nil`: none was issued, and the campaign's row is not written.
  public internal(set) var campaign: CampaignChange?
  /// The time that the entries' rows are given.
  public let time: Timestamp
  /// True when nothing of the claim is left.
  public internal(set) var isDone: Bool
  /// The mark that this sets, by which all who waited have failed.
  public internal(set) var mark: CampaignQueue.Mark?

  init(queue: CampaignQueue, time: Timestamp, isDone: Bool = false) {
    self.queue = queue
    self.time = time
    self.isDone = isDone
  }
}

/// The change of one entry.
public struct QueueEntryChange: Hashable, Sendable {
  /// Its place in line.
  public let ticket: Int64
  /// Anything but waiting.
  public let state: QueueEntry.State
  /// The tries that failed by an error of the entry's own.
  public let attempts: Int32
  /// The error of the last try; `nil`: the last try did well.
  public let error: String?
}

/// An entry whose issue failed by an error of its own, when it was tried alone.
public struct ErringEntry: Hashable, Sendable {
  /// The entry as it was before.
  public let entry: QueuedEntry
  /// True where it was set aside before.
  public let isRetry: Bool
  /// The error, in the storage's words.
  public let error: String

  /// `error` is cut to `QueueEntry.maximumErrorBytes`.
  init(entry: QueuedEntry, isRetry: Bool, error: String) {
    self.entry = entry
    self.isRetry = isRetry
    self.error = QueueEntry.cut(error)
  }
}
