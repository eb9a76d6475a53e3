/// The answers of a transaction that is decided, and what is to be told of it then. Both go out once, when the database
/// has something to do meanwhile.
final class DeferredAnswers {
  typealias Pair = (call: PendingIssue, answer: IssueAnswer)

  private var waiting: [Pair]
  private var afterwards: (@Sendable () -> Void)?

  init(_ waiting: [Pair] = [], afterwards: (@Sendable () -> Void)? = nil) {
    self.waiting = waiting
    self.afterwards = afterwards
  }

  /// `undecided`: those of the calls, in their order, that are answered later.
  static func pairs(
    _ answers: [IssueAnswer], to calls: [PendingIssue], except undecided: [PendingIssue] = []
  ) -> [Pair] {
    var pairs = Array(zip(calls, answers)) as [Pair]
    guard !undecided.isEmpty else { return pairs }
    var rest = undecided[...]
    pairs.removeAll { call, _ in
      guard call === rest.first else { return false }
      rest.removeFirst()
      return true
    }
    return pairs
  }

  /// More answers go out along with these.
  func append(_ more: [Pair]) { waiting += more }

  /// Takes those that nobody need wait to hear.
  func takeThoseThatTellNothing() -> [Pair] {
    if waiting.allSatisfy(\.answer.tellsOfDatabase) { return [] }
    defer { waiting.removeAll { !$0.answer.tellsOfDatabase } }
    return waiting.filter { !$0.answer.tellsOfDatabase }
  }

  /// Takes those that were not given yet, and what is to be told behind them.
  func take() -> (waiting: [Pair], afterwards: (@Sendable () -> Void)?) {
    defer { (waiting, afterwards) = ([], nil) }
    return (waiting, afterwards)
  }

  /// Gives those that were not given yet.
  func give() {
    let (waiting, afterwards) = take()
    for (call, answer) in waiting { call.completion(answer) }
    afterwards?()
  }
}
