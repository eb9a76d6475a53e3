public import RPCClient
public import RPCCodec

/// The load that is asked for.
public struct LoadOptions: Sendable {
  /// The pace: what decides when the next request is sent.
  public enum Pace: Equatable, Sendable {
    /// An open loop: rates, one after the other, whatever the server does.
    case open([LoadStage])
    /// A closed loop: so many requests in all, so many of them in flight over all connections; each answer sends the
    /// next.
    case closed(requests: Int, concurrency: Int)
  }

  /// The way in which coupons are asked for.
  public enum Through: Equatable, Sendable {
    /// IssueCoupon: its answer is the outcome.
    case issue
    /// JoinQueue: its answer is a place in line, and the entry is followed to its end, for no longer than this once the
    /// last request was answered.
    case queue(waitLimit: Duration)
  }

  /// The campaign whose coupons are asked for.
  public var campaignID: Int64

  /// The way in which coupons are asked for.
  public var through: Through = .issue

  /// The pace: what decides when the next request is sent.
  public var pace: Pace

  /// The servers; the connections are spread over them.
  public var addresses: [ServerAddress]

  /// The number of connections that the requests are spread over.
  public var connections: Int

  /// The users who ask.
  public var users: UserPopulation

  /// The time for which an answer is waited for.
  public var timeout: Duration

  /// The time at which the first request is sent; `nil` means the campaign's start.
  public var startTime: ProtobufTimestamp?

  /// True if requests that a server could not serve for now, or may have served, are sent again by
  /// ``RPCClient/RetryPolicy``.
  public var retries: Bool

  /// Options with the defaults of the program's flags.
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

/// A part of an open-loop load: so many requests a second for so long.
public struct LoadStage: Equatable, Sendable {
  /// Requests a second.
  public var rate: Int

  /// The time for which requests are sent.
  public var duration: Duration

  /// A stage of a rate and a duration.
  public init(rate: Int, duration: Duration) {
    self.rate = rate
    self.duration = duration
  }
}
