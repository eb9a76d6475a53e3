import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Compensations in a database, written by SQL as the decisions that need them write them.
extension InfraFixture {
  /// A campaign with a coupon for each of so many users that is being taken back.
  func createRevoking(_ count: Int = 1, of coupons: Int64 = 10) async throws -> CampaignID {
    let id = try await create(coupons: coupons).id
    for number in 1...count { _ = try await issue(id, user: "u\(number)") }
    try database.query("UPDATE coupons SET revoke_time = now() WHERE campaign_id = \(id)")
    return id
  }

  /// A compensation of one coupon, which is due at once. Returns its number.
  @discardableResult
  func compensate(
    _ id: CampaignID, _ kind: Compensation.Kind = .deliveryReversal, sequence: Int64 = 1, returnsStock: Bool = true,
    setting columns: String = ""
  ) throws -> Int64 {
    let number = try database.value(
      """
      INSERT INTO compensation_failures (compensation_type, reference_id, payload, created_at, next_attempt_time)
      SELECT '\(kind.rawValue)', '\(id)/\(sequence)', jsonb_build_object(
        'campaignId', '\(id)', 'sequence', '\(sequence)', 'code', code, 'userId', user_id,
        'requestId', gen_random_uuid(), 'deliveryUrl', 'http://partner.test/coupons?key=7', 'returnStock', \(returnsStock),
        'reason', 'DELIVERY_UNKNOWN'), now(), now()
      FROM coupons WHERE campaign_id = \(id) AND sequence = \(sequence) RETURNING id
      """)
    let compensation = try #require(number.flatMap { Int64($0) })
    if !columns.isEmpty { try set(columns, of: compensation) }
    return compensation
  }

  func set(_ columns: String, of compensation: Int64) throws {
    try database.query("UPDATE compensation_failures SET \(columns) WHERE id = \(compensation)")
  }

  /// One column of a compensation as text; empty: NULL.
  func column(_ name: String, of compensation: Int64) throws -> String {
    try database.value("SELECT coalesce((\(name))::text, '') FROM compensation_failures WHERE id = \(compensation)")
      ?? ""
  }

  /// A job on a pool of its own, as a scheduler's.
  func compensations(
    _ partner: RecordedPartner, rules: CompensationRules = CompensationRules(),
    observer: (any CompensationObserver)? = nil
  ) -> CompensationJob {
    let pool = CampaignPool(.init(postgres: postgres, connectionCount: 2), name: "compensations", logger: Self.silent)
    return CompensationJob(database: pool, partner: partner, rules: rules, observer: observer)
  }

  /// A failed compensation of a campaign's first coupon, which nobody was told of.
  func createFailed(returnsStock: Bool = true) async throws -> (id: CampaignID, compensation: Int64) {
    let id = try await createRevoking()
    let compensation = try compensate(
      id, returnsStock: returnsStock,
      setting:
        "status = 'FAILED', retry_count = 5, immediate_count = 3, next_attempt_time = NULL, error_message = '500'")
    return (id, compensation)
  }

  /// Expects that issued + remaining = total by the coupons whose stock was not returned.
  func expectStockAddsUp(_ id: CampaignID, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      try database.value(
        """
        SELECT total_coupons - remaining_coupons - (
          SELECT count(*) FROM coupons WHERE campaign_id = id AND stock_returned_time IS NULL)
        FROM campaigns WHERE id = \(id)
        """) == "0", sourceLocation: sourceLocation)
  }

  /// `state of the coupon, remaining coupons`
  func coupon(_ id: CampaignID, sequence: Int64 = 1) throws -> [String] {
    try database.query(
      """
      SELECT CASE WHEN revoked_time IS NOT NULL THEN 'REVOKED' WHEN revoke_time IS NOT NULL THEN 'REVOKE_PENDING'
        ELSE 'ISSUED' END, remaining_coupons
      FROM coupons JOIN campaigns ON id = campaign_id WHERE campaign_id = \(id) AND sequence = \(sequence)
      """
    ).first?.compactMap(\.self) ?? []
  }
}

extension CompensationJob {
  /// Tries what is due until nothing is.
  func finish() async throws {
    var before = -1
    while before < begunCount {
      before = begunCount
      _ = try await runOnce(waitingUntil: nil)
      await waitUntilIdle()
    }
  }
}

/// A partner's service that answers what a test wants, and remembers what it was asked.
final class RecordedPartner: PartnerService {
  private let requests = Mutex<[PartnerRequest]>([])
  private let answer: @Sendable (PartnerRequest) async -> PartnerReply

  init(_ answer: @escaping @Sendable (PartnerRequest) async -> PartnerReply) {
    self.answer = answer
  }

  convenience init(status: Int) {
    self.init { _ in .answer(PartnerAnswer(status: status)) }
  }

  var calls: [PartnerRequest] { requests.withLock { $0 } }

  func send(_ request: PartnerRequest) async -> PartnerReply {
    requests.withLock { $0.append(request) }
    return await answer(request)
  }
}

/// Hears of compensations.
final class RecordedCompensations: CompensationObserver {
  let ends = Mutex<[Compensation]>([])
  let faults = Mutex<[String]>([])
  let resolutions = Mutex<[ResolveCompensation.Resolution]>([])

  func ended(_ compensation: Compensation) { ends.withLock { $0.append(compensation) } }
  func unreadable(_ id: Int64, fault: String) { faults.withLock { $0.append(fault) } }
  func resolved(_ compensation: Compensation, as resolution: ResolveCompensation.Resolution) {
    resolutions.withLock { $0.append(resolution) }
  }
}
