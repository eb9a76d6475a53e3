/// The answers of a group that is decided. They are given once, when the database has something to do meanwhile.
final class AnswersToGive {
  private var waiting: [(call: PendingIssue, answer: IssueGroup.Answer)] = []

  init() {}

  init(_ answers: [IssueGroup.Answer], to calls: [PendingIssue]) {
    waiting = Array(zip(calls, answers))
  }

  /// Gives those that were not given yet.
  func give() {
    let waiting = waiting
    self.waiting = []
    for (call, answer) in waiting { call.completion(answer) }
  }
}
