import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A server that is killed in the middle of a burst loses no acknowledged coupon.
  @Suite struct KilledServerTests {
    @Test(arguments: [1, 500, 2_000]) func whatWasAcknowledgedIsThere(acknowledgedBefore: Int) async throws {
      try await Stage.with { stage in
        let (killed, other) = (try await stage.server(), try await stage.server())
        let client = stage.client(of: other)
        let total = 5_000
        let id = try await client.create(coupons: Int64(total)).id
        let requests = [IssueCouponRequest].ofUsers(8_000, campaign: id)
        let burst = try await Crowd.call(requests, at: [killed], connectionsEach: 4) { acknowledged in
          if acknowledged == acknowledgedBefore { killed.process.send(SIGKILL) }
        }
        #expect(await killed.process.ending().status == -SIGKILL)
        #expect(burst.acknowledged.count >= acknowledgedBefore)
        #expect(burst.failures["\(RPCClientError.connectionLost)", default: 0] > 0, "it was no burst any more")
        try stage.expectNothingLostOrOversold(campaign: id, total: total, acknowledged: burst.acknowledged)
        // The server that lives and a new one serve the rest, and tell everybody who asks again the truth.
        let again = try await Crowd.call(requests, at: [other, try await stage.server()], connectionsEach: 4)
        #expect(again.answers.count == total)
        #expect(again.failures == ["SOLD_OUT": 3_000])
        #expect(Set(burst.acknowledged).isSubset(of: again.acknowledged))
        try stage.expectNothingLostOrOversold(campaign: id, total: total, acknowledged: again.acknowledged)
        let campaign = try await client.campaign(id)
        #expect(campaign.issuedCoupons + campaign.remainingCoupons == campaign.totalCoupons)
        #expect(campaign.issuedCoupons == Int64(total))
      }
    }
  }
}
