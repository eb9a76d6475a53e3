/// Something about the database's state, which must not be told before its hold is lifted: until then a crash may take
/// back what it says. Storage returns it, and only a gate opens it.
public struct Held<Value> {
  private let value: Value
  /// `nil`: it is durable.
  public let hold: Hold?

  /// Made by a session: `nil` where it committed synchronously, or read nothing that a crash can take back.
  public init(_ value: Value, until hold: Hold?) {
    self.value = value
    self.hold = hold
  }

  /// Something that no crash takes back.
  static func durable(_ value: Value) -> Held { Held(value, until: nil) }

  /// The value itself, for decisions whose own outcome is held in turn.
  var beforeDurable: Value { value }

  /// A value that follows from it is held as long.
  public func map<Other, Failure>(
    _ transform: (Value) throws(Failure) -> Other
  ) throws(Failure) -> Held<Other> {
    Held<Other>(try transform(value), until: hold)
  }
}

extension Held: Sendable where Value: Sendable {}

/// The end of a use case, as far as it tells of the database's state: a refusal does, too.
typealias HeldResult<Output> = Held<Result<Output, UseCaseError>>

extension Held where Value: Sendable {
  /// Runs `body` with the value when it is durable, or with `nil` when nobody knows whether it is. Later it
  /// runs away from the gate's thread.
  func open(_ body: @escaping @Sendable (Value?) -> Void) {
    guard let hold else { return body(value) }
    let (value, gate) = (value, hold.gate)
    let isDurable = gate.lift(hold) { isDurable in gate.resume { body(isDurable ? value : nil) } }
    if let isDurable { body(isDurable ? value : nil) }
  }

  /// The same; also at once with `nil` where there is nothing.
  static func openAny(_ held: Held?, _ body: @escaping @Sendable (Value?) -> Void) {
    if let held { held.open(body) } else { body(nil) }
  }
}

extension Result where Failure == UseCaseError {
  /// False where nothing is said of what the database holds: nobody need wait to hear it.
  var tellsOfDatabase: Bool {
    switch self {
    case .failure(.outcomeUnknown), .failure(.databaseUnavailable), .failure(.overloaded), .failure(.deadlineExceeded):
      false
    default: true
    }
  }
}

extension UseCaseError {
  /// The answer of a reading that nobody can vouch for: the caller may ask again.
  static let notDurable = UseCaseError.databaseUnavailable(retryAfter: .milliseconds(500))
}
