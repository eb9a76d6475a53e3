import CampaignApplication
import CampaignDomain
import CampaignService
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

/// The input of the use cases of operators and their results on the wire, method by method.
@Suite struct OperationsHandlerTests {
  private func door(_ change: (inout OperationsUseCases) -> Void) -> PlainDoor {
    var useCases = CampaignUseCases.stubs()
    change(&useCases.operations)
    return PlainDoor(useCases)
  }

  @Test func revokeCouponTakesEveryFieldAndNamesTheCaller() throws {
    let seen = Mutex<[RevokeCoupon.Input]>([])
    let door = door {
      $0.revokeCoupon = StubUseCase(answering: { input in
        seen.withLock { $0.append(input) }
        return .success(Samples.coupon())
      })
    }
    for returning in [true, false] {
      _ = try door.call(
        .revokeCoupon, RevokeCouponRequest(campaignID: 7, code: "가1", reason: "why", returnStock: returning),
        as: RevokeCouponResponse.self)
    }
    let inputs = seen.withLock { $0 }
    #expect(inputs.map(\.returnsStock) == [true, false])
    for input in inputs {
      #expect(input.campaignID == CampaignID(rawValue: 7) && input.code == "가1" && input.reason == "why")
      #expect(input.actor == "10.0.0.1:1")
    }
  }

  @Test func aCouponsStateIsOnTheWire() throws {
    let time = ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000)
    let states: [(CouponState, CouponStateMessage, ProtobufTimestamp?)] = [
      (.issued, .issued, nil), (.revokePending(since: Samples.startTime), .revokePending, nil),
      (.revoked(at: Samples.startTime), .revoked, time),
    ]
    for (state, message, revokedTime) in states {
      let door = door {
        $0.revokeCoupon = StubUseCase(answering: { _ in
          let coupon = Samples.coupon()
          return .success(
            Coupon(
              code: coupon.code, campaignID: coupon.campaignID, userID: coupon.userID, sequence: coupon.sequence,
              issueTime: coupon.issueTime, state: state))
        })
      }
      let coupon = try #require(
        try door.call(.revokeCoupon, RevokeCouponRequest(), as: RevokeCouponResponse.self).coupon)
      #expect(coupon.state == message && coupon.revokedTime == revokedTime)
    }
  }
}
