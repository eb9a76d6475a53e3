import Histogram
import RPCCodec
import Testing

@testable import LoadSending

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

  @Test func anOutcomesNameMovesNoCursor() {
    let progress = RunProgress(
      ProgressSnapshot(sent: 1, ended: 1, outcomes: ["\u{1B}[2J\nOK": 1]), planned: 1, elapsed: .seconds(1))
    for line in [LoadProgress.running(progress).line, LoadProgress.running(progress).line(columns: 200)] {
      #expect(line.unicodeScalars.allSatisfy(PrintableText.isPrintable) && line.contains("\\u{1B}[2J\\nOK 1"))
    }
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

  @Test func whatDoesNotFitIsLeftOutAsAWhole() {
    let progress = progress(sent: 500, ended: 400)
    let parts = ["2 s", "sent 500/1,000", "250/s", "p50 1.50 ms", "p99 1.50 ms", "OK 400", "waiting 100"]
    for columns in 60..<200 {
      let line = progress.line(columns: columns)
      let shown = parts.filter { line.contains($0) }
      #expect(shown == Array(parts.prefix(shown.count)) && shown.last.map { line.hasSuffix($0) } == true)
    }
    #expect(parts.allSatisfy { progress.line(columns: 120).contains($0) })
  }

  @Test func theRateIsThatSinceTheLastTime() {
    func progress(_ sent: UInt64, _ elapsed: Duration, after last: RunProgress? = nil) -> RunProgress {
      RunProgress(ProgressSnapshot(sent: sent), planned: 10_000, elapsed: elapsed, after: last)
    }
    let early = progress(0, .milliseconds(-500))
    let first = progress(1_000, .seconds(1), after: early)
    #expect(early.rate == 0 && first.rate == 1_000)
    #expect(progress(6_000, .seconds(2), after: first).rate == 5_000)
    #expect(progress(6_000, .seconds(2)).rate == 3_000)
    #expect(progress(6_000, .seconds(1), after: first).rate == 0)
  }
}
