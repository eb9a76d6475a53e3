/// The answers of a group that is decided. They are given once, when the database has something to do meanwhile.
final class AnswersToGive {
  private var waiting: [(call: PendingIssue, answer: IssueGroup.Answer)] = []

  init() {}

  /// `undecided`: those of the calls, in their order, that are answered later.
  init(_ answers: [IssueGroup.Answer], to calls: [PendingIssue], except undecided: [PendingIssue] = []) {
    waiting = Array(zip(calls, answers))
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
    let waiting = waiting
    self.waiting = []
    for (call, answer) in waiting { call.completion(answer) }
  }
}
