import RPCClient
import RPCCodec
import Testing

@testable import LoadReporting
@testable import LoadSending

struct LoadPlanTests {
  private func refusal(_ change: (inout LoadOptions) -> Void) -> LoadRefusal? {
    var options = LoadOptions.burst(campaignID: 1, rate: 1_000, duration: .seconds(10))
    change(&options)
    do {
      _ = try LoadPlan(options, descriptorLimit: 1_024, now: ProtobufTimestamp(seconds: 1_000))
      return nil
    } catch {
      return error
    }
  }

  private func raceRefusal(_ change: (inout LoadOptions) -> Void) -> LoadRefusal? {
    var options = LoadOptions(campaignID: 1, pace: .closed(requests: 1_000, concurrency: 64))
    change(&options)
    do {
      _ = try LoadPlan(options, descriptorLimit: 1_024)
      return nil
    } catch {
      return error
    }
  }

  @Test func aPossibleLoadIsPlanned() throws {
    let plan = try LoadPlan(LoadOptions.burst(campaignID: 1, rate: 1_000, duration: .milliseconds(2_500)))
    #expect(plan.count == 2_500)
    #expect(refusal { $0.connections = 1_024 - LoadPlan.reservedDescriptors } == nil)
    #expect(raceRefusal { _ in } == nil)
  }

  @Test func impossibleLoadsAreRefusedWithTheirReason() {
    #expect(refusal { $0.stages[0].rate = 0 } == .rate(0))
    #expect(refusal { $0.stages[0].rate = -5 } == .rate(-5))
    #expect(refusal { $0.stages[0].duration = .zero } == .duration(.zero))
    #expect(refusal { $0.stages[0].duration = .microseconds(1) } == .nothingToSend)
    #expect(refusal { $0.users = UserPopulation(.repeated(0)) } == .users(0))
    #expect(refusal { $0.users = UserPopulation(.hot(-1)) } == .users(-1))
    #expect(refusal { $0.connections = 0 } == .connections(0))
    #expect(refusal { $0.connections = 1_000 } == .tooManyConnections(1_000, limit: 992))
    #expect(refusal { $0.timeout = .zero } == .timeout(.zero))
    #expect(refusal { $0.stages[0].duration = .seconds(1_000_000) } == .tooManyRequests(limit: 20_000_000))
    #expect(refusal { $0.stages[0].duration = .seconds(Int64.max) } == .tooManyRequests(limit: 20_000_000))
    #expect(refusal { $0.stages[0].rate = .max } == .tooManyRequests(limit: 20_000_000))
  }

  @Test func impossibleStagesAreRefusedWithTheirReason() {
    let stage = LoadStage(rate: 1_000, duration: .seconds(10))
    #expect(refusal { $0.stages = [] } == .noStages)
    #expect(refusal { $0.stages.append(LoadStage(rate: 0, duration: .seconds(1))) } == .rate(0))
    #expect(refusal { $0.stages.append(LoadStage(rate: 1, duration: .zero)) } == .duration(.zero))
    #expect(refusal { $0.stages = Array(repeating: stage, count: 1_001) } == .tooManyStages(1_001, limit: 1_000))
    #expect(
      refusal { $0.stages = Array(repeating: LoadStage(rate: .max, duration: .seconds(1)), count: 3) }
        == .tooManyRequests(limit: 20_000_000))
  }

  @Test func serversThatNoConnectionReachesAreRefused() {
    #expect(refusal { $0.addresses = [] } == .noAddress)
    let nine = (1...9).map { ServerAddress(host: "127.0.0.1", port: $0) }
    #expect(refusal { $0.addresses = nine } == .fewerConnectionsThanServers(8, servers: 9))
    #expect(
      refusal {
        $0.addresses = nine
        $0.connections = 9
      } == nil)
  }

  @Test func aPastInstantIsRefused() {
    #expect(refusal { $0.startTime = ProtobufTimestamp(seconds: 999, nanos: 999_999_999) } == .startIsPast)
    #expect(refusal { $0.startTime = ProtobufTimestamp(seconds: 1_000) } == nil)
    #expect(refusal { $0.startTime = ProtobufTimestamp(seconds: 5_000) } == nil)
  }

  @Test func impossibleRacesAreRefusedWithTheirReason() {
    #expect(raceRefusal { $0.requests = 0 } == .requests(0))
    #expect(raceRefusal { $0.requests = .max } == .tooManyRequests(limit: 20_000_000))
    #expect(raceRefusal { $0.concurrency = 0 } == .concurrency(0))
    #expect(raceRefusal { $0.concurrency = -1 } == .concurrency(-1))
    #expect(raceRefusal { $0.concurrency = 7 } == .concurrencyBelowConnections(7, connections: 8))
    #expect(raceRefusal { $0.concurrency = .max } == .tooMuchConcurrency(.max, limit: 524_288))
    #expect(raceRefusal { $0.connections = 0 } == .connections(0))
    #expect(raceRefusal { $0.timeout = .zero } == .timeout(.zero))
  }

  @Test(arguments: [LoadRefusal.rate(0), .noStages, .concurrency(0), .startIsPast, .tooManyConnections(9, limit: 1)])
  func aRefusalSaysWhatIsRight(refusal: LoadRefusal) {
    #expect(refusal.description.contains(":"))
  }
}
