public import CampaignDomain

/// Sessions for creating campaigns.
public protocol CreationDatabase: SessionPool where Session: CreationSession {}

/// Creates campaigns: `beginCreation` → the domain decides → `commitCreation` or `rollback`.
public protocol CreationSession: StorageSession {
  /// Opens a transaction, takes an id for a new campaign and reads the clock and the campaign that was created with
  /// `key`, if any. `behindAll`: the id is above all that campaigns have, should the storage's count of ids lie behind
  /// them.
  func beginCreation(key: IdempotencyKey?, behindAll: Bool) throws(RepositoryError) -> CreationSnapshot

  /// Saves a new campaign with its first stamp and its transitions, commits, and tells others of it. Returns it as it
  /// was saved. `.idempotencyKeyTaken`: another creation with the draft's key came first; `.campaignIDTaken`: a
  /// campaign has the id already; the transaction is over.
  func commitCreation(_ change: CampaignChange, of draft: CampaignDraft) throws(RepositoryError) -> Campaign
}

/// The state of the database from which a creation starts.
public struct CreationSnapshot: Sendable {
  /// The id that the new campaign will have; unused, and a gap for ever, when nothing is created.
  public let id: CampaignID
  /// The database's clock, from which the spans of a draft are counted.
  public let now: Timestamp
  /// The campaign that this key created before, and the fingerprint of the request that did.
  public let earlier: (campaign: Campaign, fingerprint: String)?

  /// Made by a session. `earlier` is `nil` where the creation has no key or its key is new.
  public init(id: CampaignID, now: Timestamp, earlier: (campaign: Campaign, fingerprint: String)?) {
    self.id = id
    self.now = now
    self.earlier = earlier
  }
}
