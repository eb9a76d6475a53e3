package import LoadSending
package import RPCClient

extension LoadOptions {
  /// An open loop of one rate; `users` is the number of users who ask in turn.
  package static func burst(
    campaignID: Int64, address: ServerAddress = .standard, rate: Int, duration: Duration, users: Int? = nil,
    connections: Int = 8, timeout: Duration = .seconds(10)
  ) -> LoadOptions {
    LoadOptions(
      campaignID: campaignID, pace: .open([LoadStage(rate: rate, duration: duration)]), addresses: [address],
      connections: connections, users: UserPopulation(users.map { .repeated($0) } ?? .unique), timeout: timeout)
  }

  /// The stages of an open loop.
  package var stages: [LoadStage] {
    get {
      guard case .open(let stages) = pace else { return [] }
      return stages
    }
    set { pace = .open(newValue) }
  }

  /// The calls in flight of a closed loop.
  package var concurrency: Int {
    get {
      guard case .closed(_, let concurrency) = pace else { return 0 }
      return concurrency
    }
    set { pace = .closed(requests: requests, concurrency: newValue) }
  }

  /// The requests of a closed loop.
  package var requests: Int {
    get {
      guard case .closed(let requests, _) = pace else { return 0 }
      return requests
    }
    set { pace = .closed(requests: newValue, concurrency: concurrency) }
  }
}
