extension Result where Failure == any Error {
  /// The value that asynchronous work gave, or the error that it threw, for those who have to clean up either way: a
  /// `defer` can't wait.
  public init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
