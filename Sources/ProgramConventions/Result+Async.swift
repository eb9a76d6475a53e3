extension Result where Failure == any Error {
  /// What asynchronous work gave or threw, for those who have to clean up either way: a `defer` can't wait.
  public init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
