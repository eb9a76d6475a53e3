import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignApplication
@testable import CampaignInfra

/// Coupon requests as the use cases read them from PostgreSQL.
@Suite(.timeLimit(.minutes(2))) struct CouponRequestStorageTests {
  private let fixture: InfraFixture
  private let rows: QueueRows

  init() throws {
    fixture = try InfraFixture()
    rows = QueueRows(database: fixture.database)
  }

  private func status(_ number: UInt64) async throws -> QueueStatus {
    try await GetCouponRequest(database: fixture.pool).execute(.init(requestID: QueueRows.id(number).description))
      .status
  }

  @Test func aRequestIsWhatItsRowAndItsLineSay() async throws {
    let id = try await fixture.create().id
    let coupon = try await fixture.issue(id, user: "user-1").coupon
    try rows.line(id, last: 9, served: 2, setting: "claimed = 4, set_aside = 1, entries_per_hour = 3600")
    try rows.entry(1, in: id, ticket: 1, setting: "state = 'COMPLETED', coupon_sequence = 1")
    try rows.entry(2, in: id, ticket: 2, setting: "state = 'SET_ASIDE', next_attempt_time = now(), attempts = 1")
    try rows.entry(3, in: id, ticket: 3)
    try rows.entry(7, in: id, ticket: 7)
    try rows.entry(8, in: id, ticket: 8, setting: "state = 'FAILED', failure_reason = 'USER_LIMIT_REACHED'")
    #expect(try await status(1) == .completed(coupon))
    #expect(try await status(2) == .processing)
    #expect(try await status(3) == .processing)
    #expect(try await status(7) == .waiting(position: 3, estimatedWait: .seconds(3)))
    #expect(try await status(8) == .failed(.userLimitReached))
    await #expect(throws: UseCaseError.requestNotFound(QueueRows.id(9).description)) { try await status(9) }
  }

  @Test func behindAMarkTheOwnCouponCountsWhereEachUserHasOne() async throws {
    for limit in [1, 2] as [Int32] {
      let id = try await fixture.create(perUser: limit).id
      let (winner, other) = (UInt64(limit) * 10, UInt64(limit) * 10 + 1)
      let coupon = try await fixture.issue(id, user: "user-\(winner)").coupon
      try rows.line(
        id, last: 2, served: 2, setting: "failed_through = 2, failed_reason = 'SOLD_OUT', failed_time = now()")
      try rows.entry(winner, in: id, ticket: 1)
      try rows.entry(other, in: id, ticket: 2)
      #expect(try await status(winner) == (limit == 1 ? .completed(coupon) : .failed(.soldOut)))
      #expect(try await status(other) == .failed(.soldOut))
    }
  }

  @Test func aBrokenRowIsAFaultOfItsOwnRequest() async throws {
    let id = try await fixture.create().id
    try rows.line(id, last: 9)
    try rows.entry(1, in: id, ticket: 1, setting: "state = 'COMPLETED', coupon_sequence = 5")
    try rows.entry(2, in: id, ticket: 2)
    let (pool, wanted) = (fixture.pool, [QueueRows.id(1), QueueRows.id(2), QueueRows.id(3)])
    let found = try await withCheckedContinuation { continuation in
      pool.perform { session in
        continuation.resume(returning: Result { try session.get().requests(wanted).beforeDurable })
      }
    }.get()
    #expect(found.count == 2)
    for row in found {
      switch row {
      case .fault(let request, let text): #expect(request == QueueRows.id(1) && text.contains("coupon is gone"))
      case .found(let request): #expect(request.entry.requestID == QueueRows.id(2))
      }
    }
  }

  @Test func deadLettersAreThoseThatWereGivenUpAndNotReset() async throws {
    let (first, second) = (try await fixture.create().id, try await fixture.create().id)
    for id in [first, second] { try rows.line(id, last: 9, served: 9) }
    for number in 1...5 as ClosedRange<UInt64> {
      try rows.deadLetter(number, in: number % 2 == 0 ? first : second, error: "error \(number)")
    }
    try rows.entry(6, in: first, ticket: 6, setting: "state = 'FAILED', failure_reason = 'SOLD_OUT'")
    try rows.entry(
      7, in: first, ticket: 7, setting: "state = 'SET_ASIDE', next_attempt_time = now(), attempts = 1, error = 'once'")
    try rows.deadLetter(8, in: first)
    try fixture.database.query(
      "UPDATE queue_entries SET reset_time = now(), reset_reason = '' WHERE request_id = '\(QueueRows.id(8))'")
    let useCase = ListDeadLetters(database: fixture.pool)
    func errors(_ campaign: CampaignID?, pageSize: Int32) async throws -> [String] {
      var (errors, token) = ([String](), "")
      repeat {
        let page = try await useCase.execute(.init(campaignID: campaign, pageSize: pageSize, pageToken: token))
        errors += page.deadLetters.map(\.error)
        token = page.nextPageToken
      } while !token.isEmpty
      return errors
    }
    for size in [1, 2, 10] as [Int32] {
      #expect(try await errors(nil, pageSize: size) == ["error 5", "error 4", "error 3", "error 2", "error 1"])
      #expect(try await errors(first, pageSize: size) == ["error 4", "error 2"])
    }
    #expect(try await errors(fixture.create().id, pageSize: 1).isEmpty)
    await #expect(throws: UseCaseError.campaignNotFound(CampaignID(rawValue: 999))) {
      try await useCase.execute(.init(campaignID: CampaignID(rawValue: 999)))
    }
  }

  /// The plans are those of an empty table: they must not read all of a full one.
  @Test func everyStatementFindsItsRowsByAnIndex() throws {
    for statement in CouponRequestStatements.all {
      let names = statement.parameterTypes.map { type in
        switch type {
        case .uuidArray: "uuid[]"
        case .int8Array: "bigint[]"
        case .uuid: "uuid"
        default: "bigint"
        }
      }
      let values = statement.parameterTypes.map { type in
        switch type {
        case .uuidArray: "'{01900000-0000-7000-8000-000000000001}'"
        case .int8Array: "'{1}'"
        case .uuid: "'01900000-0000-7000-8000-000000000001'"
        default: "1"
        }
      }
      let plan = try fixture.database.query(
        """
        \(PlannerSettings.script); PREPARE tried (\(names.joined(separator: ", "))) AS \(statement.sql);
        EXPLAIN EXECUTE tried (\(values.joined(separator: ", ")))
        """
      ).joined().compactMap(\.self).joined(separator: "\n")
      #expect(plan.contains("Index") && !plan.contains("Seq Scan"), "\(statement.name): \(plan)")
    }
  }

  @Test func aStockIsSavedAndAnotherServersMemoryHearsOfIt() async throws {
    let id = try await fixture.create(coupons: 1).id
    let (changes, lines) = AsyncStream.makeStream(of: CampaignID.self)
    let started = CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent) { lines.yield($0) }
    let listener = try #require(started)
    #expect(
      try await eventually {
        try fixture.database.value("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'") != "0"
      })
    let stocked = try await InitStock(database: fixture.pool).execute(.init(campaignID: id, stock: 7, actor: "admin"))
    #expect(stocked.totalCoupons == 7 && stocked.remainingCoupons == 7)
    #expect(try await fixture.get(id).campaign == stocked)
    var told = changes.makeAsyncIterator()
    #expect(await told.next() == id)
    listener.stop()
    for user in 1...7 { _ = try await fixture.issue(id, user: "u\(user)") }
    #expect(await failure { () throws(UseCaseError) in try await fixture.issue(id, user: "u8") } == .soldOut)
    #expect(
      await failure { () throws(UseCaseError) in
        try await InitStock(database: fixture.pool).execute(.init(campaignID: id, stock: 8))
      } == .stockInUse)
  }
}
