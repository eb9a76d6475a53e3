public import RPCClient

/// What `campaign-load burst` is asked to do.
public struct BurstOptions: Sendable {
  /// The campaign whose coupons are asked for.
  public var campaignID: Int64

  /// The server.
  public var address: ServerAddress

  /// Requests a second.
  public var rate: Int

  /// For how long requests are sent.
  public var duration: Duration

  /// How many users ask in turn; `nil` gives each request a user of its own.
  public var users: Int?

  /// Over how many connections the requests are spread.
  public var connections: Int

  /// How long an answer is waited for.
  public var timeout: Duration

  /// What is asked, with the defaults of the program's flags.
  public init(
    campaignID: Int64, address: ServerAddress = .standard, rate: Int, duration: Duration, users: Int? = nil,
    connections: Int = 8, timeout: Duration = .seconds(10)
  ) {
    self.campaignID = campaignID
    self.address = address
    self.rate = rate
    self.duration = duration
    self.users = users
    self.connections = connections
    self.timeout = timeout
  }
}
