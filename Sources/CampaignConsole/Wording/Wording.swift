/// Everything that is said to people, in one language.
struct Wording: Sendable {
  // Labels of a campaign
  var campaign: String
  var name: String
  var state: String
  var total: String
  var issued: String
  var remaining: String
  var perUser: String
  var start: String
  var end: String
  var opened: String
  var created: String
  var firstIssue: String
  var afterStart: @Sendable (_ span: String) -> String
  // Labels of a coupon
  var code: String
  var user: String
  var sequence: String
  var issueTime: String
  // Labels of a migration
  var version: String
  var applied: String

  // Values
  var stateScheduled: String
  var stateOpen: String
  var statePaused: String
  var stateClosed: String
  var unknown: String
  var never: String
  var notYet: String
  var noLimit: String
  var noUser: String
  var pending: String

  // Actions that were done
  var campaignCreated: String
  var campaignAlreadyCreated: String
  var campaignPaused: String
  var campaignResumed: String
  var campaignClosed: String
  var couponIssued: String
  var couponAlreadyIssued: String
  var noCampaigns: String
  var noCoupons: String
  var codeIsRight: String
  var serving: String
  var schemaUpToDate: String
  var migrated: @Sendable (Int) -> String
  var migrationsPending: @Sendable (Int) -> String

  // Notes while a command waits
  var waitingForDatabase: @Sendable (_ limit: String, _ why: String) -> String
  var stillWaitingForDatabase: @Sendable (_ left: String, _ why: String) -> String
  var databaseIsThere: @Sendable (_ after: String) -> String
  var toldToEnd: @Sendable (_ after: String) -> String
  var waitingForMigration: String
  var waitingForTable: String

  // Errors of this machine, and remedies
  var unreachable: @Sendable (_ address: String, _ why: String) -> String
  var timedOut: @Sendable (_ timeout: String) -> String
  var connectionLost: String
  var malformedResponse: @Sendable (_ what: String) -> String
  var emptyResponse: String
  var notSent: String
  var notServing: @Sendable (_ status: String) -> String
  var databaseUnavailable: @Sendable (_ why: String) -> String
  var databaseRefuses: @Sendable (_ why: String) -> String
  var transactionPooler: String
  var schemaFault: @Sendable (_ what: String) -> String
  var wrongLength: @Sendable (_ expected: Int, _ count: Int) -> String
  var unknownScalar: @Sendable (_ scalar: String, _ position: Int) -> String
  var wrongCheckScalar: String
  var neverIssued: String
}
