/// The answers of a group that is decided, and what is to be told of it then. Both go out once, when the database has
/// something to do meanwhile.
final class AnswersToGive {
  private var waiting: [(call: PendingIssue, answer: IssueGroup.Answer)] = []
  private var afterwards: (() -> Void)?

  init() {}

  /// `undecided`: those of the calls, in their order, that are answered later.
  init(
    _ answers: [IssueGroup.Answer], to calls: [PendingIssue], except undecided: [PendingIssue] = [],
    afterwards: (() -> Void)? = nil
  ) {
    waiting = Array(zip(calls, answers))
    self.afterwards = afterwards
    guard !undecided.isEmpty else { return }
    var rest = undecided[...]
    waiting.removeAll { call, _ in
      guard call === rest.first else { return false }
      rest.removeFirst()
      return true
    }
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
