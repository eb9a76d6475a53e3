import Foundation
import Logging
import Testing

@testable import CampaignDomain
@testable import ProgramConventions

@Suite struct CampaignChangeLogTests {
  private static let time = Timestamp(microsecondsSinceEpoch: 1_795_225_197_000_001)

  private static func campaign(_ state: CampaignState) -> Campaign {
    Campaign(
      id: CampaignID(rawValue: 7), name: "가을 \u{1B}[2J", totalCoupons: 10, remainingCoupons: 10, lastSequence: 0,
      startTime: time, endTime: nil, perUserLimit: 1, state: state, openedTime: nil, createTime: time)
  }

  private static func lines(_ body: (CampaignChangeLog) -> Void) -> [String] {
    let written = Written()
    body(
      CampaignChangeLog(
        Logger(label: "l") { label in LineLogHandler(label: label, format: .json, write: written.add) }))
    // The time stands before the message.
    return written.lines.compactMap { line in
      line.range(of: "\"level\"").map { String(line[$0.lowerBound...].dropLast(2)) }
    }
  }

  private static let steps: [(CampaignState, CampaignState, String, Duration?)] = [
    (.scheduled, .open, "opened", .microseconds(1_500_003)), (.open, .paused, "paused", nil),
    (.paused, .open, "resumed", nil), (.open, .closed, "closed", nil), (.scheduled, .closed, "closed", .zero),
  ]

  @Test(arguments: steps) func aStepIsALine(
    from: CampaignState, to: CampaignState, verb: String, lateness: Duration?
  ) {
    let lines = Self.lines { log in
      log.changed(
        CampaignTransition(from: from, to: to, time: Self.time, actor: "127.0.0.1:9", lateness: lateness),
        of: Self.campaign(to))
    }
    let late = lateness.map { ",\"lateness_us\":\($0 == .zero ? 0 : 1_500_003)" } ?? ""
    #expect(
      lines == [
        #""level":"info","message":"campaign \#(verb)","actor":"127.0.0.1:9","campaign":7\#(late),"name":"가을 \u001b[2J""#
      ])
  }

  @Test func aStockIsALine() {
    let lines = Self.lines { $0.stocked(Self.campaign(.open), by: "127.0.0.1:9") }
    #expect(
      lines == [
        #""level":"info","message":"campaign stocked","actor":"127.0.0.1:9","campaign":7,"coupons":10,"#
          + #""name":"가을 \u001b[2J""#
      ])
  }

  @Test func aRevocationIsALineWithoutTheCode() throws {
    let coupon = Coupon(
      code: CouponCode(alreadyChecked: "가1나2다3라4마5"), campaignID: CampaignID(rawValue: 7), userID: nil, sequence: 3,
      issueTime: Self.time)
    var revoking = CouponRevoking(from: Self.campaign(.open), at: Self.time)
    revoking.revoke(coupon, returningStock: true)
    revoking.begin(coupon)
    let revocations = try #require(revoking.change).revocations
    let lines = Self.lines { log in
      for (revocation, reason) in zip(revocations, ["", "lost \u{1B}"]) {
        log.revoked(revocation, of: Self.campaign(.open), by: "127.0.0.1:9", reason: reason)
      }
    }
    #expect(
      lines == [
        #""level":"info","message":"coupon revoked","actor":"127.0.0.1:9","campaign":7,"name":"가을 \u001b[2J","#
          + #""sequence":3,"stock_returned":true"#,
        #""level":"info","message":"coupon revocation begun","actor":"127.0.0.1:9","campaign":7,"#
          + #""name":"가을 \u001b[2J","reason":"lost \u001b","sequence":3,"stock_returned":false"#,
      ])
  }

  @Test func aCreationIsALine() {
    let lines = Self.lines { $0.created(Self.campaign(.scheduled), by: "127.0.0.1:9") }
    #expect(
      lines == [
        #""level":"info","message":"campaign created","actor":"127.0.0.1:9","campaign":7,"coupons":10,"#
          + #""name":"가을 \u001b[2J","start_time":"2026-11-21T01:39:57.000001Z""#
      ])
  }
}
