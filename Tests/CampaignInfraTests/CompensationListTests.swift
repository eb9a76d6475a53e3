import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Compensations are listed, the latest first, and pruned once they have ended.
@Suite struct CompensationListTests {
  @Test func pagesHoldEachOnceAndTheLatestFirst() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(5)
    let all = try (1...5 as ClosedRange<Int64>).map { try fixture.compensate(id, sequence: $0) }
    for place in [1, 3] {
      try fixture.set("status = 'FAILED', next_attempt_time = NULL", of: all[place])
    }
    let list = ListCompensations(database: fixture.pool)
    var (found, token) = ([Int64](), "")
    repeat {
      let page = try await list.execute(.init(pageSize: 2, pageToken: token))
      found += page.compensations.map(\.id)
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(found == all.reversed())
    #expect(try await list.execute(.init(status: "FAILED")).compensations.map(\.id) == [all[3], all[1]])
    #expect(try await list.execute(.init(status: "COMPLETED")).compensations.isEmpty)
    let first = try #require(try await list.execute(.init(pageSize: 1)).compensations.first)
    #expect(first.reference == "\(id)/5" && first.payload.contains("\"DELIVERY_UNKNOWN\""))
  }

  @Test(arguments: [
    ListCompensations.Input(status: "failed"), .init(status: "DONE"), .init(pageSize: -1), .init(pageToken: "x"),
  ]) func aWrongFieldIsRefused(input: ListCompensations.Input) async throws {
    let fixture = try InfraFixture()
    let list = ListCompensations(database: fixture.pool)
    let error = await failure { () throws(UseCaseError) in try await list.execute(input) }
    guard case .invalidField(let faults) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(faults.count == 1)
  }

  @Test func aTokenOfAnotherListingIsRefused() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(2)
    for sequence in 1...2 as ClosedRange<Int64> { try fixture.compensate(id, sequence: sequence) }
    let list = ListCompensations(database: fixture.pool)
    let token = try await list.execute(.init(pageSize: 1)).nextPageToken
    #expect(!token.isEmpty)
    let error = await failure { () throws(UseCaseError) in
      try await list.execute(.init(status: "PENDING", pageToken: token))
    }
    #expect("\(String(describing: error))".contains("belongs to another listing"))
  }

  /// A page has room in one answer whatever the payloads are.
  @Test func aPageEndsBeforeItIsTooLarge() async throws {
    let fixture = try InfraFixture()
    try fixture.database.query(
      """
      INSERT INTO compensation_failures (compensation_type, reference_id, payload, created_at, next_attempt_time)
      SELECT 'STOCK_RELEASE', '1/' || number, jsonb_build_object('reason', repeat('x', 16000)), now(), now()
      FROM generate_series(1, 300) AS number
      """)
    let list = ListCompensations(database: fixture.pool)
    var (counts, token) = ([Int](), "")
    repeat {
      let page = try await list.execute(.init(pageSize: 1_000, pageToken: token))
      counts.append(page.compensations.count)
      #expect(page.compensations.reduce(0) { $0 + $1.payload.utf8.count } <= ListCompensations.pageTextBytes)
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(counts.reduce(0, +) == 300 && counts.count == 3)
  }

  @Test func aRowThatCantBeReadIsLeftOutAndToldOf() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(3)
    let all = try (1...3 as ClosedRange<Int64>).map { try fixture.compensate(id, sequence: $0) }
    try fixture.set("created_at = 'infinity'", of: all[1])
    let notices = Mutex<[OperatorNotice]>([])
    let list = ListCompensations(database: fixture.pool, report: { notice in notices.withLock { $0.append(notice) } })
    #expect(try await list.execute(.init()).compensations.map(\.id) == [all[2], all[0]])
    #expect(notices.withLock { $0.count } == 1)
    // As the last of a page it is where the next begins.
    let page = try await list.execute(.init(pageSize: 2))
    #expect(page.compensations.map(\.id) == [all[2]])
    let next = try await list.execute(.init(pageSize: 2, pageToken: page.nextPageToken))
    #expect(next.compensations.map(\.id) == [all[0]] && next.nextPageToken.isEmpty)
  }

  @Test func whatHasEndedIsRemovedAndAnOpenFailureNever() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(7)
    let old = "now() - interval '31 days'"
    let ends = [
      "status = 'COMPLETED', completed_at = \(old), next_attempt_time = NULL",
      "status = 'FAILED', discarded_at = \(old), next_attempt_time = NULL",
      "status = 'COMPLETED', completed_at = now() - interval '29 days', next_attempt_time = NULL",
      "status = 'FAILED', discarded_at = now(), next_attempt_time = NULL",
      "status = 'FAILED', created_at = \(old), next_attempt_time = NULL",
      "created_at = \(old)",
      "status = 'PROCESSING', created_at = \(old)",
    ]
    var all: [Int64] = []
    for (place, end) in ends.enumerated() {
      all.append(try fixture.compensate(id, sequence: Int64(place + 1), setting: end))
    }
    let job = CompensationPruneJob(database: fixture.pool, retention: .seconds(30 * 86_400))
    let report = try await job.runOnce(waitingUntil: nil)
    #expect(!report.isCutShort)
    let left = try fixture.database.query("SELECT id FROM compensation_failures ORDER BY id").compactMap { $0[0] }
    #expect(left == all.dropFirst(2).map { "\($0)" })
  }
}
