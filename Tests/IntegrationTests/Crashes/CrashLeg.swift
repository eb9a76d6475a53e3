import SeededRandomness
import CrashChecking
import Foundation
import RPCClient
import TestDatabase
import TestCluster

/// Burst, crash, recovery and comparison, again and again on one stage.
struct CrashLeg {
  private(set) var crashes = 0
  /// The bytes of the log that were only in PostgreSQL's memory when it crashed.
  private(set) var unflushedBytes = 0
  private(set) var contradictions: [Contradiction] = []
  private let stage: CrashStage
  private let seed: UInt64
  private var generator: SplitMix64
  private var firstCampaign: Int64 = 0
  private var campaigns = CrashCampaigns()

  init(on stage: CrashStage, seed: UInt64) {
    self.stage = stage
    self.seed = seed
    generator = SplitMix64(seed: seed)
  }

  /// The draws of one round.
  private struct Round {
    let crash: PrivateCluster.Crash
    let flushDelay: Duration
    let answers: Int
    let isOnBothServers: Bool
    /// The servers stand still from before the crash until the first look into the database.
    let freezesServers: Bool
  }

  private mutating func draw() -> Round {
    // All ways to crash get their turn, also in a short run.
    let kinds = PrivateCluster.Crash.allCases
    return Round(
      crash: kinds[crashes % kinds.count],
      flushDelay: .milliseconds([2, 5, 20, 50].randomElement(using: &generator) ?? 5),
      answers: Int.random(in: 100...2_000, using: &generator), isOnBothServers: crashes % 2 == 0,
      freezesServers: Bool.random(using: &generator))
  }

  /// Crashes once, and compares before anybody can change much and once more when every call has ended.
  mutating func crashOnce() async throws {
    let round = draw()
    let cluster = stage.cluster
    stage.journal.beginRound()
    let earlier = campaigns.ids.min() ?? 0
    campaigns = try await CrashCampaigns.create(
      by: stage.clients[0][0], round: crashes, selling: Int64.random(in: 20...400, using: &generator))
    firstCampaign = earlier > 0 ? earlier : campaigns.ids.min() ?? 0
    try await cluster.stopWALWriter()
    try stage.disk.set(round.flushDelay)
    let target = stage.journal.answerCount + round.answers
    // The crash comes at any time of a flush.
    let lateness = Duration.microseconds(Int.random(in: 0...50_000, using: &generator))
    let clients = round.isOnBothServers ? stage.clients.flatMap { $0 } : stage.clients[0]
    var unflushed = 0
    var found: [Contradiction] = []
    try await stage.burst(on: campaigns, clients: clients, seed: generator.next()) { burst in
      let isBusy = try await eventually { stage.journal.answerCount >= target }
      guard isBusy else { throw Standstill(round: "\(round)") }
      try await Task.sleep(for: lateness)
      // They are stopped ahead of the crash, some of their calls behind a COMMIT and ahead of what follows it. Stopped
      // behind it, amid a new connection, they would have PostgreSQL wait a minute for their first words.
      try await stage.freezingServers(round.freezesServers) {
        unflushed = try cluster.unflushedBytes()
        try await cluster.crash(round.crash)
        burst.stop()
        try stage.disk.set(.zero)
        try await cluster.recover(from: round.crash)
        found = try stage.contradictions(sinceCampaign: firstCampaign)
      }
    }
    found += try stage.contradictions(sinceCampaign: firstCampaign)
    crashes += 1
    unflushedBytes += unflushed
    contradictions += found
    if !found.isEmpty {
      print("crash-test: seed \(seed), crash \(crashes), \(round): \(found.count) contradictions, such as \(found[0])")
    }
  }

  /// One line for a person.
  var report: String {
    """
    crash-test: seed \(seed): \(crashes) crashes, \(stage.journal.answerCount) answers, \
    \(stage.journal.undecidedCount) unknown outcomes, \(unflushedBytes) bytes of the log unflushed, \
    \(contradictions.count) contradictions
    """
  }

  /// The callers got no answers any more, without any crash.
  struct Standstill: Error {
    let round: String
  }
}
