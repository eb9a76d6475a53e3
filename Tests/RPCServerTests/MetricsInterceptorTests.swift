import CampaignApplication
import CampaignDomain
import MetricsTestKit
import RPCCodec
import Testing

@testable import RPCServer

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
    let connection = try EmbeddedConnection(.issuing(with: useCase), metrics: metrics)
    try connection.receive(
      Wire.issue(1, campaignID: 1), Wire.issue(3, campaignID: 2), Wire.issue(5, campaignID: 2),
      Wire.issue(7, timeoutNanoseconds: -1), Wire.issue(9, flags: 1))
    let method = "campaign.v1.CampaignService/IssueCoupon"
    #expect(try count(metrics, method, "OK") == 1)
    #expect(try count(metrics, method, "FAILED_PRECONDITION") == 2)
    #expect(try count(metrics, method, "DEADLINE_EXCEEDED") == 1)
    #expect(try count(metrics, "unknown", "UNIMPLEMENTED") == 1)
  }

  @Test func callsAreTimed() throws {
    let metrics = TestMetrics()
    let held = HeldCalls<IssueInput, IssueOutput>()
    let connection = try EmbeddedConnection(.issuing(with: held), metrics: metrics)
    try connection.receive(Wire.issue(1))
    connection.advance(by: .milliseconds(1_500))
    held.take()[0].complete(.failure(.soldOut))
    connection.runLoop()
    let timer = try metrics.expectTimer(
      "rpc_server_call_duration", [("method", "campaign.v1.CampaignService/IssueCoupon")])
    #expect(timer.values == [1_500_000_000])
  }
}
