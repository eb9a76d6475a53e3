/// The user of each request.
struct UserNaming: Equatable, Sendable {
  /// What begins the names of the users that only this run has; `nil` when named users ask in turn.
  private let prefix: String?
  private let users: UInt64

  /// A number of users who ask in turn. They have the same names in every run.
  init(users: Int) {
    self.prefix = nil
    self.users = UInt64(max(1, users))
  }

  /// A user for each request. The run's own random prefix keeps them apart from those of other runs; names of up to
  /// fifteen bytes cost no allocation.
  init(eachRequestOfRun generator: inout some RandomNumberGenerator) {
    let run = UInt64.random(in: 0..<(36 * 36 * 36 * 36 * 36), using: &generator)
    self.prefix = String(run, radix: 36) + "-"
    self.users = .max
  }

  /// Whether a user belongs to one request of this run and to nobody else.
  func isOwn(_ user: String) -> Bool {
    prefix.map(user.hasPrefix) ?? false
  }

  /// Whether each request has a user of its own.
  var isUnique: Bool { prefix != nil }

  /// The user of a request, by its number in the schedule.
  func name(ofRequest request: UInt64) -> String {
    (prefix ?? "user-") + String(request % users + 1)
  }
}
