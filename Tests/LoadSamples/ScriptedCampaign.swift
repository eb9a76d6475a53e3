import CampaignDomain
package import RPCCodec
package import ScriptedServer
import Synchronization

/// A campaign in memory behind a ``ScriptedServer``. It keeps every rule unless it is told to break one.
package final class ScriptedCampaign: Sendable {
  /// The ways in which a server can be wrong.
  package enum Lie {
    case issuesPastTheStock
    case givesACodeTwice
    case losesAnAcknowledgedCoupon
    case issuesBeforeTheStart
    case dropsItsCampaign
  }

  /// The reason with which every request is refused; `nil` if none is.
  private let refusal: String?

  private struct State {
    var coupons: [CouponMessage] = []
    var remaining: Int64
    var issueCalls = 0
    var generator = SystemRandomNumberGenerator()
  }

  package let start: ProtobufTimestamp
  package let total: Int64
  private let lie: Lie?
  private let state: Mutex<State>

  package init(
    total: Int64, start: ProtobufTimestamp = ProtobufTimestamp(seconds: 1_700_000_000), lie: Lie? = nil,
    refusal: String? = nil
  ) {
    self.refusal = refusal
    self.total = total
    self.start = start
    self.lie = lie
    self.state = Mutex(State(remaining: total))
  }

  /// The number of calls that asked for a coupon.
  package var issueCalls: Int { state.withLock { $0.issueCalls } }

  /// The issued coupons, in order.
  package var coupons: [CouponMessage] { state.withLock { $0.coupons } }

  package func reply(to call: ScriptedCall) -> ScriptedReply {
    switch call.method {
    case "GetCampaign": read(call)
    case "IssueCoupon": issue(call)
    default: .status(scriptedStatus(.unimplemented, "UNIMPLEMENTED"))
    }
  }

  private func issue(_ call: ScriptedCall) -> ScriptedReply {
    guard let request = try? call.request(as: IssueCouponRequest.self) else { return .cut }
    return state.withLock { state in
      state.issueCalls += 1
      if let refusal { return .status(scriptedStatus(.failedPrecondition, refusal)) }
      if let held = state.coupons.first(where: { $0.userID == request.userID }) {
        return .message(IssueCouponResponse(coupon: held, alreadyIssued: true))
      }
      guard let coupon = newCoupon(of: request.userID, campaignID: request.campaignID, in: &state) else {
        return .status(scriptedStatus(.failedPrecondition, "SOLD_OUT"))
      }
      return .message(IssueCouponResponse(coupon: coupon))
    }
  }

  /// Issues a coupon to a user who has none; `nil`: none is left.
  package func issueCoupon(to user: String, campaignID: Int64) -> CouponMessage? {
    state.withLock { newCoupon(of: user, campaignID: campaignID, in: &$0) }
  }

  private func newCoupon(of user: String, campaignID: Int64, in state: inout State) -> CouponMessage? {
    guard state.remaining > 0 || lie == .issuesPastTheStock else { return nil }
    state.remaining -= 1
    let coupon = CouponMessage(
      code: code(in: &state), campaignID: campaignID, userID: user, sequence: Int64(state.coupons.count) + 1,
      issueTime: ProtobufTimestamp(seconds: start.seconds + (lie == .issuesBeforeTheStart ? -1 : 1)))
    state.coupons.append(coupon)
    return coupon
  }

  private func code(in state: inout State) -> String {
    if lie == .givesACodeTwice, let last = state.coupons.last { return last.code }
    return CouponCode.random(using: &state.generator).text
  }

  private func read(_ call: ScriptedCall) -> ScriptedReply {
    guard let request = try? call.request(as: GetCampaignRequest.self) else { return .cut }
    return state.withLock { state in
      if lie == .dropsItsCampaign, !request.omitCoupons {
        return .status(scriptedStatus(.notFound, "CAMPAIGN_NOT_FOUND"))
      }
      var coupons = state.coupons
      if lie == .losesAnAcknowledgedCoupon { coupons = coupons.dropLast() }
      let campaign = CampaignMessage(
        id: request.campaignID, name: "scripted", totalCoupons: total, issuedCoupons: Int64(coupons.count),
        remainingCoupons: total - Int64(coupons.count), startTime: start, perUserLimit: 1, state: .open,
        openedTime: start)
      guard !request.omitCoupons else { return .message(GetCampaignResponse(campaign: campaign)) }
      // Small pages, so that every test reads several.
      let first = Int(request.pageToken) ?? 0
      let page = Array(coupons.dropFirst(first).prefix(40))
      let next = first + page.count
      return .message(
        GetCampaignResponse(
          campaign: campaign, coupons: page, nextPageToken: next < coupons.count ? String(next) : ""))
    }
  }
}
