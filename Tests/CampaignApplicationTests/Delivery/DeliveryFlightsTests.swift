import CampaignDomain
import Testing

@testable import CampaignApplication

/// The places of one scheduler's deliveries.
@Suite struct DeliveryFlightsTests {
  private static func claims(_ numbers: ClosedRange<Int64>, of campaign: Int64, token: Int64 = 1) -> [DeliveryClaim] {
    numbers.map { number in
      let coupon = Coupon(
        code: CouponCode(alreadyChecked: "2가2가2가2가2가"), campaignID: CampaignID(rawValue: campaign), userID: nil,
        sequence: number, issueTime: Timestamp(microsecondsSinceEpoch: 0))
      let delivery = Delivery(
        requestID: RequestID(high: UInt64(campaign), low: UInt64(number)), coupon: coupon, attempts: 1,
        mayHaveArrived: false, location: nil, pollCount: 0, nextAttemptTime: .latest, leaseEndTime: .latest,
        token: token, error: nil)
      return DeliveryClaim(delivery: delivery, step: .post, url: nil, isProbe: false)
    }
  }

  @Test func aCampaignHasItsPlacesAndAllTogetherHaveTheirs() {
    var flights = DeliveryFlights(DeliveryRules())
    #expect(flights.freeCount == 64 && flights.freeCount(of: CampaignID(rawValue: 1)) == 16)
    for campaign in 1...4 as ClosedRange<Int64> { flights.begin(Self.claims(1...15, of: campaign)) }
    #expect(flights.freeCount == 4)
    #expect(flights.freeCount(of: CampaignID(rawValue: 1)) == 1 && flights.freeCount(of: CampaignID(rawValue: 5)) == 4)
    flights.begin(Self.claims(16...16, of: 1))
    #expect(flights.freeCount(of: CampaignID(rawValue: 1)) == 0)
  }

  @Test func aPlaceIsFreeWhenTheEndIsSaved() {
    var flights = DeliveryFlights(DeliveryRules())
    let claims = Self.claims(1...16, of: 1)
    flights.begin(claims)
    let finished = claims.map { FinishedDelivery($0, .taken) }
    for delivery in finished { flights.finish(delivery) }
    #expect(flights.count == 16 && flights.inFlightCount == 0 && flights.freeCount(of: CampaignID(rawValue: 1)) == 0)
    #expect(flights.toSave(excluding: []).values.map(\.count) == [16])
    #expect(flights.toSave(excluding: [CampaignID(rawValue: 1)]).isEmpty)
    flights.forget(Array(finished.prefix(10)))
    #expect(flights.count == 6 && flights.freeCount(of: CampaignID(rawValue: 1)) == 10)
    #expect(flights.toSave(excluding: []).values.map(\.count) == [6])
  }

  @Test func aNewClaimOfTheSameDeliveryIsAnother() {
    var flights = DeliveryFlights(DeliveryRules())
    let (old, new) = (Self.claims(1...1, of: 1)[0], Self.claims(1...1, of: 1, token: 2)[0])
    flights.begin([old, new])
    flights.finish(FinishedDelivery(old, .taken))
    flights.finish(FinishedDelivery(new, .taken))
    flights.forget([FinishedDelivery(old, .taken)])
    #expect(flights.finished.map(\.claim.delivery.token) == [2] && flights.count == 1)
  }

  @Test func whoStopsTakesNoMore() {
    var flights = DeliveryFlights(DeliveryRules())
    flights.begin(Self.claims(1...3, of: 1))
    flights.stop()
    #expect(flights.freeCount == 0 && flights.freeCount(of: CampaignID(rawValue: 2)) == 0 && flights.inFlightCount == 3)
  }
}
