import CampaignApplication

/// A use case that is a closure.
struct StubUseCase<Input: Sendable, Output: Sendable>: UseCase {
  typealias Completion = @Sendable (Result<Output, UseCaseError>) -> Void

  let body: @Sendable (Input, Call, @escaping Completion) -> Void

  init(_ body: @escaping @Sendable (Input, Call, @escaping Completion) -> Void) {
    self.body = body
  }

  /// Answers at once, on the thread that asks.
  init(answering answer: @escaping @Sendable (Input) -> Result<Output, UseCaseError>) {
    self.body = { input, _, completion in completion(answer(input)) }
  }

  func execute(_ input: Input, call: Call, completion: @escaping Completion) {
    body(input, call, completion)
  }
}

typealias IssueInput = IssueCoupon.Input
typealias IssueOutput = IssueCoupon.Output
