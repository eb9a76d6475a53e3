import CampaignApplication
import CampaignDomain
import MetricsTestKit
import RPCCodec
import Testing
import UseCaseStubs

@testable import CampaignService

@Suite struct MetricsInterceptorTests {
  private func count(_ metrics: TestMetrics, _ method: String, _ code: String) throws -> Int64 {
    try metrics.expectCounter("rpc_server_calls", [("method", method), ("code", code)]).totalValue
  }

  @Test func answersAreCountedByMethodAndCode() throws {
    let metrics = TestMetrics()
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { input in
      input.campaignID.rawValue == 1
        ? .success(IssueOutput(coupon: Samples.coupon(), alreadyIssued: false)) : .failure(.soldOut)
    })
    let door = PlainDoor(.issuing(with: useCase), metrics: metrics)
    for campaignID in [1, 2, 2] as [Int64] {
      _ = door.receive(.issueCoupon, IssueCouponRequest(campaignID: campaignID))
    }
    _ = door.receive(.issueCoupon, IssueCouponRequest(), timeoutNanoseconds: -1)
    _ = door.receive(MethodName(service: "nobody", method: "IssueCoupon"), IssueCouponRequest())
    let method = "campaign.v1.CampaignService/IssueCoupon"
    #expect(try count(metrics, method, "OK") == 1)
    #expect(try count(metrics, method, "FAILED_PRECONDITION") == 2)
    #expect(try count(metrics, method, "DEADLINE_EXCEEDED") == 1)
    #expect(try count(metrics, "unknown", "UNIMPLEMENTED") == 1)
  }

  @Test func callsAreTimed() throws {
    let metrics = TestMetrics()
    let interceptor = MetricsInterceptor(methodNames: [.healthCheck, .issueCoupon], factory: metrics)
    let start = MonotonicTime(.now)
    interceptor.ended(
      CallRecord(methodIndex: 1, startTime: start), code: .ok, now: start.advanced(byNanoseconds: 1_500_000_000))
    let timer = try metrics.expectTimer(
      "rpc_server_call_duration", [("method", "campaign.v1.CampaignService/IssueCoupon")])
    #expect(timer.values == [1_500_000_000])
  }
}
