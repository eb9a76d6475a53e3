import RPCClient
import Testing

@testable import LoadGenerator

struct BurstPlanTests {
  private func refusal(_ change: (inout BurstOptions) -> Void) -> LoadRefusal? {
    var options = BurstOptions(campaignID: 1, rate: 1_000, duration: .seconds(10))
    change(&options)
    do {
      _ = try BurstPlan(options, descriptorLimit: 1_024)
      return nil
    } catch {
      return error
    }
  }

  @Test func aPossibleLoadIsPlanned() throws {
    let plan = try BurstPlan(BurstOptions(campaignID: 1, rate: 1_000, duration: .milliseconds(2_500)))
    #expect(plan.schedule.count == 2_500)
    #expect(refusal { $0.connections = 1_024 - BurstPlan.reservedDescriptors } == nil)
  }

  @Test func impossibleLoadsAreRefusedWithTheirReason() {
    #expect(refusal { $0.rate = 0 } == .rate(0))
    #expect(refusal { $0.rate = -5 } == .rate(-5))
    #expect(refusal { $0.duration = .zero } == .duration(.zero))
    #expect(refusal { $0.duration = .microseconds(1) } == .nothingToSend)
    #expect(refusal { $0.users = 0 } == .users(0))
    #expect(refusal { $0.connections = 0 } == .connections(0))
    #expect(refusal { $0.connections = 1_000 } == .tooManyConnections(1_000, limit: 992))
    #expect(refusal { $0.timeout = .zero } == .timeout(.zero))
    #expect(refusal { $0.duration = .seconds(1_000_000) } == .tooManyRequests(limit: 20_000_000))
    #expect(refusal { $0.duration = .seconds(Int64.max) } == .tooManyRequests(limit: 20_000_000))
    #expect(refusal { $0.rate = .max } == .tooManyRequests(limit: 20_000_000))
  }
}
