import LoadSamples
import Foundation
import ProcessHarness
import ScriptedServer
import Testing

@testable import LoadReporting
@testable import LoadSending

/// `--fail-on`: what a run may not exceed.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct FailOnTests {
  @Test(arguments: ["burst", "race"]) func whatWasExceededIsNamedAndTheReportIsWritten(command: String) async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      try await LoadProgram.withFolder { folder in
        let (json, page) = (folder.appendingPathComponent("a.json"), folder.appendingPathComponent("page.html"))
        let load = command == "race" ? ["--requests", "100", "--concurrency", "8"] : ["--stages", "500x200ms"]
        let ending = try await LoadProgram.run(
          [
            "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--json", json.path, "--html", page.path,
            "--fail-on", "p99=1us,errors=1%,max=1h",
          ] + load, command: command)
        #expect(ending.status == 98, "\(ending)")
        #expect(ending.output.contains("VERDICT  threshold exceeded: p99 was ") && !ending.output.contains("max was"))
        let report = try LoadProgram.object(String(contentsOf: json, encoding: .utf8))
        #expect((report["thresholds_exceeded"] as? [String])?.map { $0.hasPrefix("p99 was ") } == [true], "\(ending)")
        #expect(try String(contentsOf: page, encoding: .utf8).contains("A threshold was exceeded"))
        let merged = try await LoadProgram.run([json.path, "--fail-on", "p50=1us"], command: "merge")
        #expect(merged.status == 98 && merged.output.contains("p50 was "), "\(merged)")
        #expect(try await LoadProgram.run([json.path], command: "merge").status == 0)
      }
    }
  }

  @Test func whatIsNotExceededIsASuccess() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      let limits = ["--fail-on", "p50=1h,p99.9=1h", "--fail-on", "errors=0,unsent=0%"]
      let ending = try await LoadProgram.run(LoadProgram.burst(at: server) + limits)
      #expect(ending.status == 0, "\(ending)")
    }
  }

  /// 99 goes before 98, and 1 does.
  @Test func whatIsWorseGoesBefore() async throws {
    for (campaign, status) in [
      (ScriptedCampaign(total: 10, lie: .issuesPastTheStock), 99),
      (ScriptedCampaign(total: 10, refusal: "CAMPAIGN_PAUSED"), 1),
    ] as [(ScriptedCampaign, Int32)] {
      try await LoadProgram.withServer(campaign) { server in
        let ending = try await LoadProgram.run(LoadProgram.burst(at: server, "--fail-on", "p50=1us"))
        #expect(ending.status == status, "\(ending)")
      }
    }
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      let ending = try await LoadProgram.run(
        LoadProgram.burst(at: server, "--fail-on", "p50=1us", "--json", "/dev/full"))
      #expect(ending.status == 1, "\(ending)")
    }
  }

  @Test(arguments: [
    "p99", "p99=20", "p99=1%", "p95=1ms", "errors=101%", "errors=1ms", "p99=20ms,",
  ])
  func whatIsNoLimitIsWrongUsage(limits: String) async throws {
    let ending = try await LoadProgram.run(
      ["--campaign", "7", "--stages", "10x1s", "--fail-on", limits])
    #expect(ending.status == 2 && ending.error.contains("--fail-on"), "\(ending)")
  }

  private let latency = LatencySummary(p50: 1_000, p90: 5_000, p99: 20_000, p999: 20_001, max: 90_000)

  @Test(
    arguments: [
      (RunThreshold(.p99, .microseconds(20_000), text: "20ms"), nil),
      (RunThreshold(.p999, .microseconds(20_000), text: "20ms"), "p99.9 was 20.00 ms, more than 20ms"),
      (RunThreshold(.max, .microseconds(50_000), text: "50ms"), "max was 90.00 ms, more than 50ms"),
      (RunThreshold(.errors, .percent(1), text: "1%"), nil),
      (RunThreshold(.errors, .percent(0.99), text: "0.99%"), "errors were 10 of 1,000 (1.00 %), more than 0.99%"),
      (RunThreshold(.errors, .count(10), text: "10"), nil),
      (RunThreshold(.errors, .count(9), text: "9"), "errors were 10 of 1,000 (1.00 %), more than 9"),
      (RunThreshold(.unsent, .count(0), text: "0"), "unsent were 3 of 1,003 (0.30 %), more than 0"),
      (RunThreshold(.late, .percent(0), text: "0%"), nil),
    ] as [(RunThreshold, String?)])
  func aThresholdIsExceededByWhatIsMore(threshold: RunThreshold, words: String?) {
    let outcomes: [String: UInt64] = ["OK": 600, "SOLD_OUT": 390, "TIMED_OUT": 10]
    #expect(
      threshold.excess(latency: latency, outcomes: outcomes, late: 0, sent: 1_000, unsent: 3, planned: 1_003) == words)
  }
}
