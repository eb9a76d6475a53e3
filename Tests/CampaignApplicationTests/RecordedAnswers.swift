import CampaignApplication
import Synchronization

/// The answers to a test's calls, with their order and number.
final class RecordedAnswers<Output: Sendable>: Sendable {
  private let answers = Mutex<[(call: Int, answer: Result<Output, UseCaseError>)]>([])

  /// The completion of the call of number `call`.
  func completion(of call: Int) -> @Sendable (Result<Output, UseCaseError>) -> Void {
    { [answers = self] answer in answers.answers.withLock { $0.append((call, answer)) } }
  }

  /// The calls in the order of their answers; a call that was answered twice is there twice.
  var answeredCalls: [Int] { answers.withLock { $0.map(\.call) } }

  /// The answers in the order of their calls.
  var inOrderOfCalls: [Result<Output, UseCaseError>] {
    answers.withLock { $0.sorted { $0.call < $1.call }.map(\.answer) }
  }

  /// The error of the call; `nil` if it succeeded or waits.
  func failure(of call: Int) -> UseCaseError? {
    answers.withLock { answers in
      guard case .failure(let error) = answers.first(where: { $0.call == call })?.answer else { return nil }
      return error
    }
  }

  func success(of call: Int) -> Output? {
    answers.withLock { answers in
      guard case .success(let output) = answers.first(where: { $0.call == call })?.answer else { return nil }
      return output
    }
  }
}
