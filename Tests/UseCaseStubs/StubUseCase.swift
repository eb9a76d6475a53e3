package import CampaignApplication

/// A use case that is a closure.
package struct StubUseCase<Input: Sendable, Output: Sendable>: UseCase {
  package typealias Completion = @Sendable (Result<Output, UseCaseError>) -> Void

  private let body: @Sendable (Input, Call, @escaping Completion) -> Void

  package init(_ body: @escaping @Sendable (Input, Call, @escaping Completion) -> Void) {
    self.body = body
  }

  /// Answers at once, on the thread that asks.
  package init(answering answer: @escaping @Sendable (Input) -> Result<Output, UseCaseError>) {
    self.body = { input, _, completion in completion(answer(input)) }
  }

  package func execute(_ input: Input, call: Call, completion: @escaping Completion) {
    body(input, call, completion)
  }
}

package typealias IssueInput = IssueCoupon.Input
package typealias IssueOutput = IssueCoupon.Output
