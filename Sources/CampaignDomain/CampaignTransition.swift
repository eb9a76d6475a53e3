/// One step of a campaign's life, as it is recorded: what, when, by whom and how late.
public struct CampaignTransition: Hashable, Sendable {
  /// The state it left.
  public let from: CampaignState
  /// One of `from.exits`.
  public let to: CampaignState
  /// The database's clock, read after the lock was granted; never before the campaign was opened.
  public let time: Timestamp
  /// The actor: a program ("scheduler", "issue", "create") or a caller.
  public let actor: String
  /// The time since the planned one, where one was planned: an opening, a close at the end.
  public let lateness: Duration?
}
