import RPCCodec

/// The reason why reports can't be merged.
public enum MergeRefusal: Error, Equatable, Sendable {
  /// There is no file to merge.
  case nothingToMerge
  /// A file that is not a report of campaign-load.
  case notAReport(String)
  /// A report that was written by another version.
  case unknownVersion(String, version: Int)
  /// A report lacks something, or something in it can't be.
  case incomplete(String, reason: String)
  /// The same run twice: it would count twice.
  case sameRun(String, String)
  /// Reports on different campaigns, whose sums mean nothing.
  case differentCampaigns(String, String)
  /// Open loops and closed ones: their latencies count from different points, so that no percentile means anything.
  case differentLatencies(openLoop: String, closedLoop: String)
  /// A load through the queue and one past it: the latencies of joins and those of issues.
  case differentWays(throughQueue: String, past: String)
}

extension MergeRefusal: CustomStringConvertible {
  /// The fault, and what would be right; on one line, whatever stands in the files.
  public var description: String { PrintableText.escaped(text) }

  private var text: String {
    switch self {
    case .nothingToMerge: "there is nothing to merge: name the files that --json wrote"
    case .notAReport(let name): "\(name) is not a report of campaign-load: merge takes the files that --json wrote"
    case .unknownVersion(let name, let version):
      "\(name) is a report of version \(version), and this program reads version \(LoadReport.formatVersion)"
    case .incomplete(let name, let reason): "\(name) is no whole report: \(reason)"
    case .sameRun(let first, let second): "\(first) and \(second) hold the same run, which would count twice"
    case .differentCampaigns(let first, let second): "\(first) and \(second) are reports on different campaigns"
    case .differentLatencies(let open, let closed):
      "the latencies of \(open) count from the planned send, those of \(closed) from the send: together they would mean "
        + "neither, so merge bursts with bursts and races with races"
    case .differentWays(let queue, let past):
      "\(queue) went through the queue and \(past) past it: their outcomes and latencies are of different calls"
    }
  }
}
