public import RPCClient

/// What `campaign-load burst` is asked to do: an open loop, whose requests have their times whatever the server does.
@dynamicMemberLookup
public struct BurstOptions: Sendable {
  /// What every load is asked.
  public var common: LoadOptions

  /// The rates, one after the other.
  public var stages: [LoadStage]

  /// A load of one or several stages.
  public init(_ common: LoadOptions, stages: [LoadStage]) {
    self.common = common
    self.stages = stages
  }

  /// A load of one rate on one server, with the defaults of the program's flags; `users` is how many ask in turn, `nil`
  /// gives each request a user of its own.
  public init(
    campaignID: Int64, address: ServerAddress = .standard, rate: Int, duration: Duration, users: Int? = nil,
    connections: Int = 8, timeout: Duration = .seconds(10)
  ) {
    self.init(
      LoadOptions(
        campaignID: campaignID, addresses: [address], connections: connections,
        users: UserPopulation(users.map { .repeated($0) } ?? .unique), timeout: timeout),
      stages: [LoadStage(rate: rate, duration: duration)])
  }

  /// A member of ``common``.
  public subscript<Value>(dynamicMember member: WritableKeyPath<LoadOptions, Value>) -> Value {
    get { common[keyPath: member] }
    set { common[keyPath: member] = newValue }
  }
}
