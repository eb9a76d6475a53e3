import LoadSamples
import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@testable import LoadReporting
@testable import LoadSending

/// A run that served nobody proves nothing, and says first why, and what to do.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LoadProvesNothingTests {
  private static let race = ["--requests", "100", "--concurrency", "8"]

  @Test(arguments: [
    ("CAMPAIGN_PAUSED", "resume it with 'campaignctl campaign resume 7'", "burst"),
    ("CAMPAIGN_CLOSED", "create another with 'campaignctl campaign create'", "race"),
    ("CAMPAIGN_NOT_STARTED", "leave --at out to wait for it", "race"),
    ("OVERLOADED", "lower --rate or --concurrency", "burst"),
    ("QUEUE_ONLY", "call burst with --through queue", "burst"),
  ])
  func nobodyWasServed(reason: String, remedy: String, command: String) async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60, refusal: reason)) { server in
      try await LoadProgram.withFolder { folder in
        let page = folder.appendingPathComponent("page.html")
        let load = command == "race" ? Self.race : ["--rate", "500", "--duration", "200ms"]
        let ending = try await LoadProgram.run(
          ["--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--json", "-", "--html", page.path] + load,
          command: command)
        #expect(ending.status == 1, "\(ending)")
        // The reason and the remedy come first, behind the lines of progress.
        let text = ending.error.split(separator: "\n").drop { $0.contains("/s") }
        #expect(text.first?.hasPrefix("NOT PROVEN  nobody was served") == true, "\(ending)")
        #expect(text.first?.contains("100 \(reason)") == true && text.first?.contains(remedy) == true)
        #expect(text.last?.hasPrefix("VERDICT  not proven: nobody was served") == true)
        let report = try LoadProgram.object(ending.output)
        #expect((report["invariants"] as? [Any])?.isEmpty == true && report["interrupted"] as? Bool == false)
        #expect((report["unchecked"] as? String)?.contains(remedy) == true)
        let html = try String(contentsOf: page, encoding: .utf8)
        #expect(html.contains("class=\"verdict unproven\"") && html.contains("Nothing is proven"))
        #expect(!html.contains("class=\"held\"") && html.contains("nobody was served"))
      }
    }
  }

  /// An invariant can be broken although nobody was served.
  @Test func whatIsBrokenIsNamedThoughNobodyWasServed() throws {
    let unserved = LoadProof(
      before: CampaignMessage(id: 7, totalCoupons: 5, remainingCoupons: 5),
      after: CampaignMessage(id: 7, totalCoupons: 5, issuedCoupons: 1, remainingCoupons: 5, perUserLimit: 1),
      reading: CampaignReading(
        campaignID: 7, acknowledgements: Acknowledgements([], naming: Self.naming), naming: Self.naming),
      acknowledgements: Acknowledgements([], naming: Self.naming), tally: OutcomeTally(), naming: Self.naming,
      planned: 0
    ).divided(nothingProven: "nobody was served")
    #expect(unserved.shown.map(\.name) == ["sums_add_up"])
    #expect(unserved.shown.allSatisfy { !$0.held } && unserved.unproven.count == 8)
  }

  private static let naming = UserNaming(UserPopulation(), drawn: 1)

  /// An invariant that would hold whatever the server does is not called proven.
  @Test func anInvariantThatNothingWasPutToIsLeftOut() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 1_000)) { server in
      let ending = try await LoadProgram.run(LoadProgram.burst(at: server, "--json", "-"))
      #expect(ending.status == 0, "\(ending)")
      let invariants = try #require(try LoadProgram.object(ending.output)["invariants"] as? [[String: Any]])
      #expect(invariants.count == 8 && invariants.allSatisfy { $0["name"] as? String != "sold_out_is_final" })
      #expect(ending.error.contains("not proven  sold_out_is_final: nobody was told SOLD_OUT"))
      #expect(ending.error.contains("VERDICT  every invariant held: 8 of 8; not shown by this run: sold_out_is_final"))
    }
  }

  @Test func theNamesOfTheInvariantsAreAllOfThem() {
    let proof = LoadProof(
      before: CampaignMessage(), after: CampaignMessage(),
      reading: CampaignReading(
        campaignID: 7, acknowledgements: Acknowledgements([], naming: Self.naming), naming: Self.naming),
      acknowledgements: Acknowledgements([], naming: Self.naming), tally: OutcomeTally(), naming: Self.naming,
      planned: 0)
    #expect(proof.invariants.map(\.name) == LoadProof.names)
  }

  @Test(
    arguments: [
      (["OK": 1], false), (["SOLD_OUT": 5], false), (["USER_LIMIT_REACHED": 1, "TIMED_OUT": 9], false), ([:], true),
      (["CAMPAIGN_PAUSED": 5], true), (["TIMED_OUT": 5, "CONNECTION_LOST": 6], true), (["INVALID_FIELD": 5], true),
    ] as [([String: UInt64], Bool)])
  func servedIsWhoTheStockDecided(outcomes: [String: UInt64], isNothing: Bool) {
    #expect((NothingProven.reason(outcomes: outcomes, campaign: CampaignMessage(id: 7)) != nil) == isNothing)
  }

  @Test func theMostFrequentReasonIsRemedied() {
    let reason = NothingProven.reason(
      outcomes: ["CAMPAIGN_PAUSED": 2, "OVERLOADED": 3], campaign: CampaignMessage(id: 7))
    #expect(reason?.contains("(3 OVERLOADED, 2 CAMPAIGN_PAUSED): the server had no room") == true)
  }
}
