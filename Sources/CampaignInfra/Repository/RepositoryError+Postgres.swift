import CampaignApplication
import CampaignDomain

extension RepositoryError {
  /// The one place where SQLSTATEs and broken connections become repository errors. `commitIndex`: the place of COMMIT
  /// among the statements that were sent; `nil`: none was sent, so that nothing was saved. `campaign`: the one whose
  /// coupons were saved, for the remedy.
  init(
    _ error: PostgresError, commitIndex: Int? = nil, of campaign: CampaignID? = nil,
    retryAfter: Duration = .milliseconds(500)
  ) {
    switch (error, commitIndex) {
    case (.connectionLost, _?), (.notReplicated, _?):
      self = .outcomeUnknown
    case (.cannotConnect, _), (.notSent, _), (.connectionLost, nil), (.notReplicated, nil),
      (.readOnly, _):
      self = .unavailable(retryAfter: retryAfter)
    case (.unexpected(let text), _):
      self = .fault(text)
    case (.server(let server), let commitIndex?)
    where server.statementIndex >= commitIndex && server.state.leavesCommitInDoubt:
      self = .outcomeUnknown
    case (.server(let server), _):
      self.init(server, of: campaign, retryAfter: retryAfter)
    }
  }

  /// The constraints behind what is known of holders.
  private static let holderConstraints: Set<String> = [
    "coupons_campaign_user_slot", "coupons_campaign_idempotency_key",
  ]

  private init(_ error: PostgresError.ServerError, of campaign: CampaignID?, retryAfter: Duration) {
    switch error.state {
    case .uniqueViolation where error.constraint == "coupons_code":
      self = .codeClash
    case .uniqueViolation where error.constraint == "coupons_campaign_sequence":
      self = .sequenceTaken(remedy: Self.sequenceRemedy(campaign))
    case .uniqueViolation where error.constraint.map(Self.holderConstraints.contains) == true:
      self = .holderClash(remedy: Self.holderRemedy(error.constraint ?? ""))
    case .uniqueViolation where error.constraint == "campaigns_idempotency_key":
      self = .idempotencyKeyTaken
    case .uniqueViolation where error.constraint == "campaigns_pkey":
      self = .campaignIDTaken
    case .uniqueViolation where error.constraint == "campaign_transitions_campaign_id":
      self = .transitionIDTaken
    case .uniqueViolation where error.constraint == "queue_entries_campaign_ticket":
      self = .fault(Self.ticketRemedy)
    case .uniqueViolation where error.constraint == "queue_entries_campaign_user":
      self = .fault(Self.entryRemedy)
    case .lockNotAvailable, .queryCanceled, .deadlockDetected, .serializationFailure:
      self = .busy(retryAfter: .seconds(1))
    case let state where state.isUnavailability || state.showsOutdatedStatements:
      self = .unavailable(retryAfter: retryAfter)
    default:
      let constraint = error.constraint.map { " (\($0))" } ?? ""
      let text = "\(error.severity) \(error.state.rawValue): \(error.message)\(constraint)"
      self = error.isAboutData ? .dataRefused(text) : .fault(text)
    }
  }

  private static func sequenceRemedy(_ campaign: CampaignID?) -> String {
    let id = campaign.map { "\($0.rawValue)" } ?? "ID"
    return """
      coupons_campaign_sequence refuses its next coupon, for its last_sequence lies behind its coupons; somebody changed it \
      by SQL. Put it right: \
      UPDATE campaigns SET last_sequence = (SELECT max(sequence) FROM coupons WHERE campaign_id = \(id)), \
      remaining_coupons = total_coupons - (SELECT count(*) FROM coupons WHERE campaign_id = \(id)), \
      stamp = gen_random_uuid() WHERE id = \(id)
      """
  }

  /// Tickets are drawn under the lock of the line.
  private static let ticketRemedy = """
    queue_entries_campaign_ticket refuses its next ticket, for last_ticket in campaign_queues lies behind its entries; \
    somebody changed it by SQL. Put it right: UPDATE campaign_queues AS line SET last_ticket = \
    (SELECT max(ticket) FROM queue_entries AS entry WHERE entry.campaign_id = line.campaign_id)
    """

  /// The entries that users have are read under the lock of the line.
  private static let entryRemedy = """
    queue_entries_campaign_user refuses an entry to a user of whom it shows none. Look for sessions that insert entries \
    without the lock of the line, for triggers on queue_entries, and for a damaged index: \
    REINDEX INDEX CONCURRENTLY queue_entries_campaign_user
    """

  private static func holderRemedy(_ constraint: String) -> String {
    """
    \(constraint) refuses a coupon to a caller of whom it shows none. Look for triggers on coupons, and for a damaged \
    index: REINDEX INDEX CONCURRENTLY \(constraint)
    """
  }
}

extension SQLState {
  /// True where COMMIT itself was refused by it and may have been done all the same: the server went down while it
  /// committed, and the commit may have reached the disk before the error was sent. PostgreSQL heeds a cancel at COMMIT
  /// only before it commits, or turns it into a warning; what stands between us and it, or was built upon it, may not.
  fileprivate var leavesCommitInDoubt: Bool { isUnavailability || self == .queryCanceled }
}

extension PostgresError.ServerError {
  /// True where what was sent is at fault: other data might be taken. It is not where the connection, the transaction,
  /// the schema or the server is, and not where the campaign's own rows are.
  fileprivate var isAboutData: Bool {
    if let constraint, constraint.hasPrefix("campaign") { return false }
    return !["08", "25", "40", "42", "53", "55", "57", "58", "XX"].contains(state.errorClass)
  }
}
