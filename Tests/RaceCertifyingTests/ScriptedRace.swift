import LoadSamples
import CampaignDomain
import NIOCore
import RPCCodec
import ScriptedServer
import Synchronization

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// An installation in memory that a whole race can be certified on: what its servers answer, and what its database
/// holds. Its clock has nothing to do with this machine's.
final class ScriptedRace: Sendable {
  /// The ways in which the servers can be wrong.
  enum Lie {
    case neverStarts
    case saysSoldOutBeforeTheStart
  }

  private struct State {
    var campaign: ScriptedCampaign?
    var createTime = ProtobufTimestamp()
    var startTime = ProtobufTimestamp()
    var isOpened = false
    var isClosed = false
  }

  private let began = NIODeadline.now()
  private let clockAtBegin: Int64
  private let lie: Lie?
  private let state = Mutex(State())

  /// The database's clock shows so many seconds since 1970 now.
  init(clock: Int64 = 1_700_000_000, lie: Lie? = nil) {
    clockAtBegin = clock * 1_000_000
    self.lie = lie
  }

  var isCreated: Bool { state.withLock { $0.campaign != nil } }
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// The number of issued coupons.
  var issued: Int { state.withLock { $0.campaign }?.coupons.count ?? 0 }

  /// The campaign opens, as it does at its first issue.
  func open() { state.withLock { $0.isOpened = true } }

  private var now: ProtobufTimestamp {
    ProtobufTimestamp(microsecondsSinceEpoch: clockAtBegin + (NIODeadline.now() - began).nanoseconds / 1_000)
  }

  func reply(to call: ScriptedCall) -> ScriptedReply {
    switch call.method {
    case "Check": .message(HealthCheckResponse(status: .serving))
    case "CreateCampaign": create(call)
    case "IssueCoupon": issue(call)
    case "CloseCampaign": close()
    default: state.withLock { $0.campaign }?.reply(to: call) ?? .cut
    }
  }

  private func create(_ call: ScriptedCall) -> ScriptedReply {
    guard let request = try? call.request(as: CreateCampaignRequest.self) else { return .cut }
    let wait = request.startIn.map { $0.seconds * 1_000_000 + Int64($0.nanos) / 1_000 } ?? 0
    let now = now
    return state.withLock { state in
      state.createTime = now
      state.startTime = ProtobufTimestamp(microsecondsSinceEpoch: (now.microsecondsSinceEpoch ?? 0) + wait)
      state.campaign = ScriptedCampaign(total: request.totalCoupons, start: state.startTime)
      return .message(
        CreateCampaignResponse(
          campaign: CampaignMessage(
            id: 7, name: request.name, totalCoupons: request.totalCoupons, remainingCoupons: request.totalCoupons,
            startTime: state.startTime, perUserLimit: 1, state: .scheduled, createTime: now)))
    }
  }

  private func issue(_ call: ScriptedCall) -> ScriptedReply {
    let now = now
    let campaign = state.withLock { state -> ScriptedCampaign? in
      guard lie == nil, !now.isBefore(state.startTime) else { return nil }
      state.isOpened = true
      return state.campaign
    }
    let isSoldOut = lie == .saysSoldOutBeforeTheStart
    return campaign?.reply(to: call)
      ?? .status(scriptedStatus(.failedPrecondition, isSoldOut ? "SOLD_OUT" : "CAMPAIGN_NOT_STARTED"))
  }

  private func close() -> ScriptedReply {
    state.withLock { $0.isClosed = true }
    return .message(CloseCampaignResponse())
  }
}

extension ScriptedRace: CampaignAuditor {
  func read(
    _ id: CampaignID, _ visitor: CampaignAuditVisitor
  ) throws(LoadFailure) -> CampaignAuditFacts? {
    let state = state.withLock { $0 }
    guard id.rawValue == 7, let scripted = state.campaign else { return nil }
    func time(_ time: ProtobufTimestamp?) -> Timestamp {
      Timestamp(microsecondsSinceEpoch: time?.microsecondsSinceEpoch ?? 0)
    }
    let coupons = scripted.coupons.map { coupon in
      Coupon(
        code: CouponCode(alreadyChecked: coupon.code), campaignID: id, userID: UserID(alreadyChecked: coupon.userID),
        sequence: coupon.sequence, issueTime: time(coupon.issueTime))
    }
    let count = Int64(coupons.count)
    let opened = state.isOpened ? time(state.startTime) : nil
    let campaign = Campaign(
      id: id, name: "race certificate", totalCoupons: scripted.total, remainingCoupons: scripted.total - count,
      lastSequence: count, startTime: time(state.startTime), endTime: nil, perUserLimit: 1,
      state: state.isClosed ? .closed : .open, openedTime: opened, createTime: time(state.createTime))
    visitor.onCampaign(campaign)
    visitor.onCoupons(coupons)
    visitor.onSortedCodes(coupons.map(\.code).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) })
    var facts = CampaignAuditFacts(campaign)
    facts.coupons = count
    facts.openings = opened == nil ? 0 : 1
    facts.openingTime = opened
    facts.users = count
    facts.mostCouponsOfAUser = min(1, count)
    facts.serverVersion = "scripted"
    facts.libraryVersion = "scripted"
    return facts
  }
}
