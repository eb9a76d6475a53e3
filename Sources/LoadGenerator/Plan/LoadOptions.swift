public import RPCClient
public import RPCCodec

/// What every kind of load is asked.
public struct LoadOptions: Sendable {
  /// The campaign whose coupons are asked for.
  public var campaignID: Int64

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

  /// Whether what a server could not do for now, and what a lost connection left open, is asked again.
  public var retries: Bool

  /// What is asked, with the defaults of the program's flags.
  public init(
    campaignID: Int64, addresses: [ServerAddress] = [.standard], connections: Int = 8,
    users: UserPopulation = UserPopulation(), timeout: Duration = .seconds(10), startTime: ProtobufTimestamp? = nil,
    retries: Bool = false
  ) {
    self.campaignID = campaignID
    self.addresses = addresses
    self.connections = connections
    self.users = users
    self.timeout = timeout
    self.startTime = startTime
    self.retries = retries
  }
}
