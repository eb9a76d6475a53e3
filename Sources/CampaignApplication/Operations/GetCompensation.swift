public import CampaignDomain

/// Finds a compensation by its number.
public struct GetCompensation: UseCase {
  /// The compensation's number.
  public typealias Input = Int64
  /// The compensation as it is now.
  public typealias Output = Compensation

  private let database: any CompensationReadingDatabase

  /// Each execution borrows one session of `database`.
  public init(database: any CompensationReadingDatabase) {
    self.database = database
  }

  /// Changes nothing. Refused with `.compensationNotFound`.
  public func execute(
    _ input: Int64, call: Call, completion: @escaping @Sendable (Result<Compensation, UseCaseError>) -> Void
  ) {
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      let found = try session.attempt { () throws(RepositoryError) in try session.compensation(input) }
      guard let found else { throw .compensationNotFound(input) }
      return found.map { .success($0) }
    }
  }
}
