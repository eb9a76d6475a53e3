import Histogram
import Testing

@testable import LoadGenerator

struct LoadProgressTests {
  private func progress(sent: UInt64, ended: UInt64, unsent: UInt64 = 0, planned: UInt64 = 1_000) -> LoadProgress {
    var snapshot = ProgressSnapshot(sent: sent, unsent: unsent, ended: ended, outcomes: ["OK": ended])
    _ = snapshot.recent.record(1_500)
    return .running(RunProgress(snapshot, planned: planned, elapsed: .seconds(2)))
  }

  @Test func aLineSaysHowFarTheRunIs() {
    let line = progress(sent: 500, ended: 400).line
    for part in ["2 s", "sent 500/1,000", "250/s", "waiting 100", "OK 400", "p50 1.50 ms"] {
      #expect(line.contains(part))
    }
    #expect(LoadProgress.waiting(seconds: 7).line.contains("7 s"))
  }

  @Test(
    arguments: [
      (0, 0, "[          ]"), (500, 400, "[####-     ]"), (1_000, 1_000, "[##########]"), (1_000, 0, "[----------]"),
    ] as [(UInt64, UInt64, String)])
  func theBarShowsWhatEndedAndWhatWaits(sent: UInt64, ended: UInt64, bar: String) {
    guard case .running(let progress) = progress(sent: sent, ended: ended) else { return }
    #expect(progress.bar(columns: 12) == bar)
  }

  @Test func aLineForATerminalFitsIt() {
    for columns in 0..<200 {
      #expect(progress(sent: 500, ended: 400).line(columns: columns).count <= columns)
      #expect(LoadProgress.waiting(seconds: 10).line(columns: columns).count <= columns)
    }
    #expect(progress(sent: 500, ended: 400).line(columns: 120).hasPrefix("[#"))
  }
}
