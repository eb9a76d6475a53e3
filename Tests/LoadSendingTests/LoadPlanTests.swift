import LoadSamples
import RPCClient
import RPCCodec
import Testing

@testable import LoadSending

struct LoadPlanTests {
  private static let tooManyRequests = "more than 20000000 requests are more than the proof can keep in memory"

  private func refusal(_ change: (inout LoadOptions) -> Void) -> String? {
    var options = LoadOptions.burst(campaignID: 1, rate: 1_000, duration: .seconds(10))
    change(&options)
    do {
      _ = try LoadPlan(options, descriptorLimit: 1_024, now: ProtobufTimestamp(seconds: 1_000))
      return nil
    } catch {
      return error.description
    }
  }

  private func raceRefusal(_ change: (inout LoadOptions) -> Void) -> String? {
    var options = LoadOptions(campaignID: 1, pace: .closed(requests: 1_000, concurrency: 64))
    change(&options)
    do {
      _ = try LoadPlan(options, descriptorLimit: 1_024)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func aPossibleLoadIsPlanned() throws {
    let plan = try LoadPlan(LoadOptions.burst(campaignID: 1, rate: 1_000, duration: .milliseconds(2_500)))
    #expect(plan.count == 2_500)
    #expect(refusal { $0.connections = 1_024 - LoadPlan.reservedDescriptors } == nil)
    #expect(raceRefusal { _ in } == nil)
  }

  @Test func impossibleLoadsAreRefusedWithTheirReason() {
    #expect(refusal { $0.stages[0].rate = 0 } == "a rate of 0 requests a second sends nothing: a rate is 1 or more")
    #expect(refusal { $0.stages[0].rate = -5 } == "a rate of -5 requests a second sends nothing: a rate is 1 or more")
    #expect(
      refusal { $0.stages[0].duration = .zero }
        == "a duration of 0.0 seconds leaves no time to send in: a duration is, say, 10s")
    #expect(refusal { $0.stages[0].duration = .microseconds(1) } == "rate times duration is less than one request")
    #expect(
      refusal { $0.users = UserPopulation(.repeated(0)) } == "0 users can ask for nothing: --users takes 1 or more")
    #expect(refusal { $0.users = UserPopulation(.hot(-1)) } == "-1 users can ask for nothing: --users takes 1 or more")
    #expect(refusal { $0.connections = 0 } == "0 connections can send nothing: --connections takes 1 or more")
    #expect(
      refusal { $0.connections = 1_000 }
        == "1000 connections are more than the 992 that the limit of open files leaves: raise it with ulimit -n")
    #expect(
      refusal { $0.timeout = .zero }
        == "a time limit of 0.0 seconds leaves no time for an answer: --timeout takes, say, 10s")
    #expect(refusal { $0.stages[0].duration = .seconds(1_000_000) } == Self.tooManyRequests)
    #expect(refusal { $0.stages[0].duration = .seconds(Int64.max) } == Self.tooManyRequests)
    #expect(refusal { $0.stages[0].rate = .max } == Self.tooManyRequests)
  }

  @Test func impossibleStagesAreRefusedWithTheirReason() {
    let stage = LoadStage(rate: 1_000, duration: .seconds(10))
    #expect(refusal { $0.stages = [] } == "there is nothing to send: give --rate and --duration, or --stages")
    #expect(
      refusal { $0.stages.append(LoadStage(rate: 0, duration: .seconds(1))) }
        == "a rate of 0 requests a second sends nothing: a rate is 1 or more")
    #expect(
      refusal { $0.stages.append(LoadStage(rate: 1, duration: .zero)) }
        == "a duration of 0.0 seconds leaves no time to send in: a duration is, say, 10s")
    #expect(
      refusal { $0.stages = Array(repeating: stage, count: 1_001) }
        == "1001 stages are more than the 1000 that a schedule may have")
    #expect(
      refusal { $0.stages = Array(repeating: LoadStage(rate: .max, duration: .seconds(1)), count: 3) }
        == Self.tooManyRequests)
  }

  @Test func serversThatNoConnectionReachesAreRefused() {
    #expect(refusal { $0.addresses = [] } == "there is no server to call: --address takes HOST:PORT")
    let nine = (1...9).map { ServerAddress(host: "127.0.0.1", port: $0) }
    #expect(refusal { $0.addresses = nine } == "8 connections don't reach 9 servers: --connections takes 9 or more")
    #expect(
      refusal {
        $0.addresses = nine
        $0.connections = 9
      } == nil)
  }

  @Test func aPastInstantIsRefused() {
    #expect(
      refusal { $0.startTime = ProtobufTimestamp(seconds: 999, nanos: 999_999_999) }
        == "the instant of --at is past: leave it out to fire at the campaign's start, or at once after it")
    #expect(refusal { $0.startTime = ProtobufTimestamp(seconds: 1_000) } == nil)
    #expect(refusal { $0.startTime = ProtobufTimestamp(seconds: 5_000) } == nil)
  }

  @Test func impossibleRacesAreRefusedWithTheirReason() {
    #expect(raceRefusal { $0.requests = 0 } == "0 requests are nothing to send: --requests takes 1 or more")
    #expect(raceRefusal { $0.requests = .max } == Self.tooManyRequests)
    #expect(raceRefusal { $0.concurrency = 0 } == "0 calls in flight send nothing: --concurrency takes 1 or more")
    #expect(raceRefusal { $0.concurrency = -1 } == "-1 calls in flight send nothing: --concurrency takes 1 or more")
    #expect(
      raceRefusal { $0.concurrency = 7 }
        == "7 calls in flight leave some of 8 connections idle: raise --concurrency to 8 or lower --connections to 7")
    #expect(
      raceRefusal { $0.concurrency = .max }
        == "9223372036854775807 calls in flight are more than the 524288 that so many connections carry: raise --connections"
    )
    #expect(raceRefusal { $0.connections = 0 } == "0 connections can send nothing: --connections takes 1 or more")
    #expect(
      raceRefusal { $0.timeout = .zero }
        == "a time limit of 0.0 seconds leaves no time for an answer: --timeout takes, say, 10s")
  }
}
