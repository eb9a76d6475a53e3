extension Result {
  /// The value that asynchronous work gave, or the error that it threw, for those who have to clean up either way: a
  /// `defer` can't wait.
  package init(_ body: () async throws(Failure) -> Success) async {
    do throws(Failure) { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
