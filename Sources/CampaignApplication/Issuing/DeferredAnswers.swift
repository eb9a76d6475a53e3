/// The answers of a transaction that is decided, and what is to be told of it then. Both go out once, when the database
/// has something to do meanwhile.
final class DeferredAnswers {
  typealias Pair = (call: PendingIssue, answer: IssueAnswer)

  private var waiting: [Pair]
  private var afterwards: (() -> Void)?

  init(_ waiting: [Pair] = [], afterwards: (() -> Void)? = nil) {
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

  /// Gives those that were not given yet.
  func give() {
    let (waiting, afterwards) = (waiting, afterwards)
    self.waiting = []
    self.afterwards = nil
    for (call, answer) in waiting { call.completion(answer) }
    afterwards?()
  }
}
