/// One requirement as one independent unit: one input, one output. A use case never calls another.
public protocol UseCase<Input, Output>: Sendable {
  associatedtype Input: Sendable
  associatedtype Output: Sendable

  /// Never blocks. `completion` is called exactly once, on any thread and possibly before this returns.
  func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void)
}

extension UseCase {
  /// The same for callers that can wait: jobs and tests. The server has no Task to spare for a call.
  public func execute(_ input: Input, call: Call = Call()) async throws(UseCaseError) -> Output {
    let result: Result<Output, UseCaseError> = await withCheckedContinuation { continuation in
      execute(input, call: call) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }
}

/// A use case whose calls wait for something to happen.
public protocol WaitingUseCase<Input, Output>: UseCase {
  /// The server stops: from now on nobody is kept waiting.
  func endWaiting()
}
