import Testing

/// No crash contradicts what somebody was told, wherever it cuts the log.
@Suite struct CrashModelTests {
  private static let seeds = 0..<150

  @Test(arguments: [1, 2]) func noAnswerIsContradictedByACrash(serverCount: Int) {
    var counts: [String: Int] = [:]
    for seed in Self.seeds {
      let model = CrashModel(seed: seed, serverCount: serverCount)
      model.run(steps: 300)
      #expect(model.contradictions.isEmpty, "seed \(seed)")
      counts.merge(model.counts, uniquingKeysWith: +)
    }
    let events = [
      "issued", "replayed", "sold out", "user limit reached", "key reused", "page", "opened", "outcome unknown",
      "database unavailable", "crash with a loss", "crash",
    ]
    for event in events { #expect(counts[event, default: 0] > 20, "\(event)") }
  }

  /// The test above can find something.
  @Test(arguments: [1, 2]) func gatesThatHoldNobodyAreFoundOut(serverCount: Int) {
    let found = Self.seeds.prefix(20).flatMap { seed -> [String] in
      let model = CrashModel(seed: seed, serverCount: serverCount, opensAtOnce: true)
      model.run(steps: 300)
      return model.contradictions
    }
    for kind in ["issued", "soldOut", "page", "replayed", "opened"] {
      #expect(found.contains { $0.hasPrefix(kind) }, "\(kind)")
    }
  }
}
