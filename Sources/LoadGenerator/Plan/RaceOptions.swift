/// What `campaign-load race` is asked to do: a closed loop, in which each answer sends the next request.
@dynamicMemberLookup
public struct RaceOptions: Sendable {
  /// What every load is asked.
  public var common: LoadOptions

  /// How many requests are sent in all.
  public var requests: Int

  /// How many of them wait for their answers at any time, over all connections.
  public var concurrency: Int

  /// A race of so many requests.
  public init(_ common: LoadOptions, requests: Int, concurrency: Int) {
    self.common = common
    self.requests = requests
    self.concurrency = concurrency
  }

  /// A member of ``common``.
  public subscript<Value>(dynamicMember member: WritableKeyPath<LoadOptions, Value>) -> Value {
    get { common[keyPath: member] }
    set { common[keyPath: member] = newValue }
  }
}
