/// Hears what an engine does, as counts and durations. It is called outside of locks, on the thread of the connection
/// or of the caller, and must not block.
public protocol IssueEngineObserver: AnyObject, Sendable {
  /// A transaction is over, and its calls are about to be answered.
  func transactionEnded(_ report: IssueTransactionReport)
  /// A call was refused at the door, for too many wait.
  func callRefused()
}

/// The outcome of one transaction that issues coupons, or of the look that took its place.
public struct IssueTransactionReport: Hashable, Sendable {
  /// The ways in which a transaction can end.
  public enum Outcome: Hashable, Sendable, CaseIterable {
    /// Committed, or rolled back because nothing changed.
    case decided
    /// Somebody held the row for too long.
    case held
    /// Something failed before the commit: nothing was saved.
    case failed
    /// The answer to the commit was lost.
    case unknown
  }

  /// More than one: they shared it.
  public let campaignCount: Int
  /// The calls of all campaigns together.
  public let callCount: Int
  /// The calls that got a new coupon.
  public let issuedCount: Int
  /// The calls that got the coupon of an earlier one.
  public let replayedCount: Int
  /// The time from the request for a connection, or the end of the transaction before, to its beginning.
  public let wait: Duration
  /// The time from its beginning until all is decided.
  public let duration: Duration
  /// The way in which it ended.
  public let outcome: Outcome
}

/// The times at which a transaction was asked for and began: kept only where somebody listens.
struct TransactionWatch {
  let requestTime: ContinuousClock.Instant
  let beginTime: ContinuousClock.Instant

  func report(
    _ answers: some Sequence<IssueAnswer>, campaignCount: Int, callCount: Int,
    outcome: IssueTransactionReport.Outcome
  ) -> IssueTransactionReport {
    var (issued, replayed) = (0, 0)
    for case .success(let output) in answers {
      if output.alreadyIssued { replayed += 1 } else { issued += 1 }
    }
    return IssueTransactionReport(
      campaignCount: campaignCount, callCount: callCount, issuedCount: issued, replayedCount: replayed,
      wait: max(.zero, beginTime - requestTime), duration: .now - beginTime, outcome: outcome)
  }
}

extension IssueGroup.Outcome {
  /// The outcome that an observer hears of.
  var reported: IssueTransactionReport.Outcome {
    if isUnknown { return .unknown }
    if row == .held { return .held }
    return seen == nil && row != .absent && isFailed ? .failed : .decided
  }

  private var isFailed: Bool {
    answers.contains {
      switch $0 {
      case .failure(.internalFault), .failure(.databaseUnavailable): true
      default: false
      }
    }
  }
}

extension SharedIssueGroup {
  /// The outcome that an observer hears of.
  var reported: IssueTransactionReport.Outcome {
    switch failure {
    case nil: .decided
    case .outcomeUnknown?: .unknown
    case _?: .failed
    }
  }
}
