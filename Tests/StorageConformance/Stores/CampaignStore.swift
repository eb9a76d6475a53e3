import CampaignApplication
import CampaignDomain
import Testing

/// A store of campaigns, with the use cases of one server over it. A store joins the suites by an entry in `Store.all`:
/// they know use cases alone, and no protocol of storage.
protocol CampaignStore: Sendable {
  var createCampaign: any UseCase<CreateCampaign.Input, CreateCampaign.Output> { get }
  var getCampaign: any UseCase<GetCampaign.Input, GetCampaign.Output> { get }
  var listCampaigns: any UseCase<ListCampaigns.Input, ListCampaigns.Output> { get }
  var issueCoupon: any UseCase<IssueCoupon.Input, IssueCoupon.Output> { get }
  var pauseCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> { get }
  var resumeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> { get }
  var closeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> { get }
  var initStock: any UseCase<InitStock.Input, InitStock.Output> { get }
  var openDueCampaigns: any ScheduledJob { get }
  var closeEndedCampaigns: any ScheduledJob { get }
  /// IssueCoupon of a second server over the same campaigns.
  var issueCouponElsewhere: any UseCase<IssueCoupon.Input, IssueCoupon.Output> { get }
  var joinQueue: any UseCase<JoinQueue.Input, JoinQueue.Output> { get }
  /// JoinQueue of a second server over the same campaigns.
  var joinQueueElsewhere: any UseCase<JoinQueue.Input, JoinQueue.Output> { get }
  var getQueueStatus: any UseCase<GetQueueStatus.Input, GetQueueStatus.Output> { get }
  var getQueueInfo: any UseCase<GetQueueInfo.Input, GetQueueInfo.Output> { get }
  var resetQueueEntry: any UseCase<ResetQueueEntry.Input, ResetQueueEntry.Output> { get }
  var revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output> { get }
  /// Serves lines without a pause.
  var queueBatches: any ScheduledJob { get }
  /// Gives back what it holds.
  func close()
}

/// A kind of store, and the way to make an empty one.
struct Store: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable () throws -> any CampaignStore

  static let all = [
    Store(name: "PostgreSQL") { try PostgreSQLStore() },
    Store(name: "in memory") { InMemoryStore() },
  ]

  var testDescription: String { name }

  /// Runs `body` with an empty store.
  func with(_ body: (any CampaignStore) async throws -> Void) async throws {
    let store = try make()
    defer { store.close() }
    try await body(store)
  }
}

extension CampaignStore {
  func create(
    coupons: Int64 = 10, start: Moment = .now, end: Moment? = nil, perUser: Int32 = 1, name: String = "시험",
    key: String = "", queueOnly: Bool = false
  ) async throws -> Campaign {
    try await createCampaign.execute(
      .init(
        name: name, totalCoupons: coupons, start: start, end: end, perUserLimit: perUser, idempotencyKey: key,
        queueOnly: queueOnly)
    ).campaign
  }

  func issue(_ id: CampaignID, user: String = "", key: String = "") async throws(UseCaseError) -> IssueCoupon.Output {
    try await issueCoupon.execute(.init(campaignID: id, userID: user, idempotencyKey: key))
  }

  func issueElsewhere(_ id: CampaignID, user: String) async throws(UseCaseError) -> IssueCoupon.Output {
    try await issueCouponElsewhere.execute(.init(campaignID: id, userID: user))
  }

  func join(_ id: CampaignID, user: String) async throws(UseCaseError) -> QueueEntryView {
    try await joinQueue.execute(.init(campaignID: id, userID: user))
  }

  func status(_ id: CampaignID, user: String) async throws(UseCaseError) -> QueueEntryView? {
    try await getQueueStatus.execute(.init(campaignID: id, userID: user))
  }

  func revoke(_ coupon: Coupon, returningStock: Bool) async throws(UseCaseError) -> Coupon {
    try await revokeCoupon.execute(
      .init(campaignID: coupon.campaignID, code: coupon.code.text, returnsStock: returningStock, actor: "kim"))
  }

  /// Serves the lines until nothing of them is due.
  func serveLines() async throws {
    repeat {
      let report = try await queueBatches.runOnce(waitingUntil: nil)
      #expect(report.failures.isEmpty)
      guard report.isCutShort || report.nextEvent.map({ $0 <= .now }) == true else { return }
    } while true
  }

  func get(_ id: CampaignID) async throws -> GetCampaign.Output {
    try await getCampaign.execute(.init(campaignID: id))
  }
}

/// The error of an operation that has to fail.
func failure<Value>(of operation: () async throws(UseCaseError) -> Value) async -> UseCaseError? {
  do throws(UseCaseError) {
    _ = try await operation()
    return nil
  } catch {
    return error
  }
}
