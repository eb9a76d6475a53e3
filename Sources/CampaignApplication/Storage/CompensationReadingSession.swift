public import CampaignDomain

/// Sessions for looking at compensations.
public protocol CompensationReadingDatabase: SessionPool where Session: CompensationReadingSession {}

/// Reads compensations as they are committed at this moment, and changes nothing.
public protocol CompensationReadingSession: StorageSession {
  /// Up to `limit` compensations in a state (`nil`: in any) with a number below `id` (`nil`: from the latest), the
  /// latest first.
  func compensations(
    in status: Compensation.Status?, before id: Int64?, limit: Int
  ) throws(RepositoryError) -> Held<[FoundRow<Int64, Compensation>]>

  /// The compensation of this number; `nil`: there is none.
  func compensation(_ id: Int64) throws(RepositoryError) -> Held<Compensation>?
}
