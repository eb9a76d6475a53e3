internal import RPCCodec

/// The counts of a campaign's line before the first request and after the last look at an entry.
struct LineReading: Equatable, Sendable {
  var before: GetQueueInfoResponse
  var after: GetQueueInfoResponse
  /// True if the run was stopped: then nobody waited until all had ended.
  var isInterrupted = false

  /// The entries that the line has had in all, by its counts.
  var entries: Int64 {
    [after.queueSize, after.processingCount, after.completedCount, after.failedCount]
      .reduce(0) { $0.addingReportingOverflow($1).partialValue }
  }
}
