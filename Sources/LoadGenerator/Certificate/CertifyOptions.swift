public import RPCClient

/// What `campaign-load certify` is asked to do: a campaign of its own, and a race for it.
public struct CertifyOptions: Sendable {
  /// What sends the requests.
  public enum Loop: Equatable, Sendable {
    /// So many requests in all, so many of them in flight: each answer sends the next.
    case closed(requests: Int, concurrency: Int)
    /// So many requests a second, whatever the server does.
    case open(rate: Int, duration: Duration)
  }

  /// The campaign's stock.
  public var coupons: Int64
  /// How many coupons a user may have; 0: no limit.
  public var perUserLimit: Int32
  /// From the campaign's creation to its start.
  public var startIn: Duration
  /// What sends the requests.
  public var loop: Loop
  /// The servers; the connections are spread over them.
  public var addresses: [ServerAddress]
  /// Over how many connections the requests are spread.
  public var connections: Int
  /// How many users ask in turn; `nil`: each request has a user of its own.
  public var users: Int?
  /// The same seed gives the same users; `nil` lets the race draw its own.
  public var seed: UInt64?
  /// How long an answer is waited for.
  public var timeout: Duration

  /// What is asked, with the defaults of the program's flags.
  public init(
    coupons: Int64 = 1_000, perUserLimit: Int32 = 1, startIn: Duration = .seconds(3),
    loop: Loop = .closed(requests: 10_000, concurrency: 64), addresses: [ServerAddress] = [.standard],
    connections: Int = 8, users: Int? = nil, seed: UInt64? = nil, timeout: Duration = .seconds(10)
  ) {
    self.coupons = coupons
    self.perUserLimit = perUserLimit
    self.startIn = startIn
    self.loop = loop
    self.addresses = addresses
    self.connections = connections
    self.users = users
    self.seed = seed
    self.timeout = timeout
  }

  /// The plan of the race for a campaign, as `race` and `burst` make it.
  func plan(campaignID: Int64) throws(LoadRefusal) -> LoadPlan {
    let load = LoadOptions(
      campaignID: campaignID, addresses: addresses, connections: connections,
      users: UserPopulation(users.map { .repeated($0) } ?? .unique, seed: seed), timeout: timeout)
    switch loop {
    case .closed(let requests, let concurrency):
      return try LoadPlan(RaceOptions(load, requests: requests, concurrency: concurrency))
    case .open(let rate, let duration):
      return try LoadPlan(BurstOptions(load, stages: [LoadStage(rate: rate, duration: duration)]))
    }
  }
}
