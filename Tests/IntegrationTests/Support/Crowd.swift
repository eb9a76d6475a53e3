import NIOCore
import NIOPosix
import RPCClient
import RPCCodec
import Synchronization

/// Many callers at once: every call is under way before any answer is awaited.
struct Crowd {
  typealias Outcome = Result<IssueCouponResponse, RPCClientError>

  /// A coupon that a server said to have issued, and to whom.
  struct Acknowledged: Hashable {
    let code: String
    let userID: String
    let sequence: Int64
  }

  /// The outcome of each call, in the order of the requests.
  let outcomes: [Outcome]

  /// Calls; request after request goes to the next server, each of which has several connections. `onAcknowledged`
  /// hears, on an event loop, how many coupons were acknowledged so far.
  static func call(
    _ requests: [IssueCouponRequest], at servers: [RunningServer], connectionsEach: Int = 2,
    timeout: Duration = .seconds(40), onAcknowledged: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> Crowd {
    var connections: [RPCConnection] = []
    for _ in 0..<connectionsEach {
      for server in servers {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        connections.append(
          try await RPCConnection.connect(to: server.address, on: eventLoop, configuration: .ofTests).get())
      }
    }
    let gathering = Gathering(count: requests.count, onAcknowledged: onAcknowledged)
    for (index, request) in requests.enumerated() {
      connections[index % connections.count].call(request, timeout: timeout) { gathering.add($0, at: index) }
    }
    let outcomes = await gathering.all()
    for connection in connections { try? await connection.close().get() }
    return Crowd(outcomes: outcomes)
  }

  /// The answers that are no errors.
  var answers: [IssueCouponResponse] { outcomes.compactMap { try? $0.get() } }

  /// The coupons of those answers.
  var acknowledged: [Acknowledged] {
    answers.compactMap(\.coupon).map { Acknowledged(code: $0.code, userID: $0.userID, sequence: $0.sequence) }
  }

  /// The number of each error, by its reason or the client's error.
  var failures: [String: Int] {
    outcomes.reduce(into: [:]) { counts, outcome in
      switch outcome {
      case .success: break
      case .failure(.status(let status)): counts[status.reason ?? "\(status)", default: 0] += 1
      case .failure(let error): counts["\(error)", default: 0] += 1
      }
    }
  }
}

/// Gathers the outcomes of calls that end on event loops.
private final class Gathering: Sendable {
  private struct State {
    var outcomes: [Crowd.Outcome?]
    var left: Int
    var acknowledged = 0
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state: Mutex<State>
  private let onAcknowledged: @Sendable (Int) -> Void

  init(count: Int, onAcknowledged: @escaping @Sendable (Int) -> Void) {
    state = Mutex(State(outcomes: Array(repeating: nil, count: count), left: count))
    self.onAcknowledged = onAcknowledged
  }

  func add(_ outcome: Crowd.Outcome, at index: Int) {
    let (acknowledged, waiter) = state.withLock { state -> (Int?, CheckedContinuation<Void, Never>?) in
      state.outcomes[index] = outcome
      state.left -= 1
      var acknowledged: Int?
      if case .success = outcome {
        state.acknowledged += 1
        acknowledged = state.acknowledged
      }
      return (acknowledged, state.left == 0 ? state.waiter.take() : nil)
    }
    if let acknowledged { onAcknowledged(acknowledged) }
    waiter?.resume()
  }

  /// Waits for all of them; every call has a time limit, and so has this.
  func all() async -> [Crowd.Outcome] {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if state.left > 0 { state.waiter = continuation }
        return state.left == 0
      }
      if isDone { continuation.resume() }
    }
    return state.withLock { $0.outcomes.compactMap(\.self) }
  }
}
