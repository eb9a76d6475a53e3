public import RPCClient
public import RPCCodec

/// What a load is asked to do.
public struct LoadOptions: Sendable {
  /// What decides when the next request is sent.
  public enum Pace: Equatable, Sendable {
    /// An open loop: rates, one after the other, whatever the server does.
    case open([LoadStage])
    /// A closed loop: so many requests in all, so many of them in flight over all connections; each answer sends the next.
    case closed(requests: Int, concurrency: Int)
  }

  /// The campaign whose coupons are asked for.
  public var campaignID: Int64

  /// What decides when the next request is sent.
  public var pace: Pace

  /// The servers; the connections are spread over them.
  public var addresses: [ServerAddress]

  /// Over how many connections the requests are spread.
  public var connections: Int

  /// Who asks.
  public var users: UserPopulation

  /// How long an answer is waited for.
  public var timeout: Duration

  /// When the first request is sent; `nil` means the campaign's start.
  public var startTime: ProtobufTimestamp?

  /// Whether what a server could not do for now, and what it may have done, is asked again by ``RPCClient/RetryPolicy``.
  public var retries: Bool

  /// What is asked, with the defaults of the program's flags.
  public init(
    campaignID: Int64, pace: Pace, addresses: [ServerAddress] = [.standard], connections: Int = 8,
    users: UserPopulation = UserPopulation(), timeout: Duration = .seconds(10), startTime: ProtobufTimestamp? = nil,
    retries: Bool = false
  ) {
    self.campaignID = campaignID
    self.pace = pace
    self.addresses = addresses
    self.connections = connections
    self.users = users
    self.timeout = timeout
    self.startTime = startTime
    self.retries = retries
  }
}
