import Foundation

/// Waits until `condition` holds, looking again each few milliseconds; false when it does not within `limit`. For
/// conditions that only another process or PostgreSQL itself can show.
public func eventually(
  within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return try await condition()
}
