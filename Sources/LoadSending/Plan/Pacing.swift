/// The cause that decides when the next request is sent.
package enum Pacing: Equatable, Sendable {
  /// The clock: each request has its time.
  case openLoop(SendSchedule)
  /// The answers: so many requests wait for theirs at any time, and each answer sends the next request.
  case closedLoop(requests: UInt64, concurrency: Int)

  /// The number of requests that are sent in all.
  package var count: UInt64 {
    switch self {
    case .openLoop(let schedule): schedule.count
    case .closedLoop(let requests, _): requests
    }
  }
}
