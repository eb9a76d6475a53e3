internal import ProgramConventions

/// Everything that is said to people, in one language.
struct Wording: Sendable {
  // Labels of a campaign
  var campaign, name, state, total, issued, remaining, perUser, start, end, opened, created, firstIssue: String
  var afterStart: @Sendable (_ span: String) -> String
  // Labels of a coupon
  var code, user, sequence, issueTime: String
  // Labels of a migration
  var version, applied: String

  // Values
  var stateScheduled, stateOpen, statePaused, stateClosed, unknown, never, notYet, noLimit, noUser, pending: String
  var queueOnly, deliveryURL, yes: String

  // Actions that were done
  var campaignCreated, campaignAlreadyCreated, campaignPaused, campaignResumed, campaignClosed, couponIssued: String
  var couponAlreadyIssued, noCampaigns, noCoupons, codeIsRight, serving, schemaUpToDate: String
  var migrated: @Sendable (Int) -> String
  var migrationsPending: @Sendable (Int) -> String

  // Notes while a command waits
  var databaseWait: @Sendable (DatabaseWaitLine) -> String
  var waitingForMigration, waitingForTable: String

  // Errors of this machine, and remedies
  var unreachable: @Sendable (_ address: String, _ why: String) -> String
  var timedOut: @Sendable (_ timeout: String) -> String
  var connectionLost: String
  var malformedResponse: @Sendable (_ what: String) -> String
  var emptyResponse, notSent: String
  var notServing: @Sendable (_ status: String) -> String
  var databaseUnavailable: @Sendable (_ why: String) -> String
  var databaseRefuses: @Sendable (_ why: String) -> String
  var transactionPooler: String
  var schemaFault: @Sendable (_ what: String) -> String
  var wrongLength: @Sendable (_ expected: Int, _ count: Int) -> String
  var unknownScalar: @Sendable (_ scalar: String, _ position: Int) -> String
  var wrongCheckScalar, neverIssued: String

  /// All that is about queues and coupon requests.
  var queue: QueueWording
  /// All that is about coupons that are taken back.
  var operations: OperationsWording
}
