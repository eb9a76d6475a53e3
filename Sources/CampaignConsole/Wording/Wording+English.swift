internal import CampaignInfra
internal import ProgramConventions

extension Wording {
  static let english = Wording(
    campaign: "Campaign", name: "Name", state: "State", total: "Coupons", issued: "Issued", remaining: "Left",
    perUser: "Per user", start: "Start", end: "End", opened: "Opened", created: "Created",
    firstIssue: "First issue", afterStart: { "\($0) after the start" },
    code: "Code", user: "User", sequence: "No.", issueTime: "Issued at",
    version: "Version", applied: "applied",
    stateScheduled: "scheduled", stateOpen: "open", statePaused: "paused", stateClosed: "closed",
    unknown: "unknown", never: "never", notYet: "not yet", noLimit: "no limit", noUser: "-", pending: "pending",
    queueOnly: "Queue only", deliveryURL: "Delivered to", yes: "yes",
    campaignCreated: "Campaign created.",
    campaignAlreadyCreated: "This campaign was created before; here it is as it stands now.",
    campaignPaused: "Campaign paused.", campaignResumed: "Campaign resumed.",
    campaignClosed: "Campaign closed.", couponIssued: "Coupon issued.",
    couponAlreadyIssued: "This coupon was issued before; here it is again.",
    noCampaigns: "There are no campaigns.", noCoupons: "No coupons were issued yet.",
    codeIsRight: "The code is right.", serving: "The server serves.",
    schemaUpToDate: "The schema is up to date.",
    migrated: { "\($0 == 1 ? "1 migration was" : "\($0) migrations were") applied." },
    migrationsPending: {
      "\($0 == 1 ? "1 migration is" : "\($0) migrations are") pending: run campaignctl migrate up."
    },
    databaseWait: { line in
      guard case .stopped(let time) = line else { return "\(line)" }
      return "told to end before the work was done, after \(time.inTenths): what was begun was undone"
    },
    waitingForMigration: "waiting for another process that migrates the schema",
    waitingForTable: """
      waiting for a table that somebody holds, a dump or a long transaction: it is tried again and again, and others go on \
      meanwhile
      """,
    unreachable: { address, why in
      "the server at \(address) can't be reached (\(why)): is campaign-server running there? Name another with --address"
    },
    timedOut: { "no answer came within \($0): ask again, or wait longer with --timeout" },
    connectionLost: """
      the connection was lost before the answer came, so the outcome is unknown: repeat with the same user or key
      """,
    malformedResponse: { "the answer can't be understood (\($0)): is it campaign-server that listens there?" },
    emptyResponse: "the answer is empty: is it campaign-server that listens there?",
    notSent: "the call was not sent",
    notServing: { "the server does not serve now (\($0)): ask again in a while" },
    databaseUnavailable: { "the database can't be reached (\($0)): is --database-url right, and PostgreSQL running?" },
    databaseRefuses: { "the database refuses (\($0)): does --database-url name a user who may change the schema?" },
    transactionPooler: "\(MigrationError.transactionPooler)",
    schemaFault: { $0 },
    wrongLength: { "a code has \($0) characters, this one has \($1)" },
    unknownScalar: { "character \($1), “\($0)”, occurs in no code" },
    wrongCheckScalar: "the check character does not fit: a character is wrong or two neighbours are swapped",
    neverIssued: "no code has two syllables side by side, only digits or only syllables",
    queue: .english, operations: .english
  )
}
