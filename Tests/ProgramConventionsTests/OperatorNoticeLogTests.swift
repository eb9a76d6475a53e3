import CampaignApplication
import CampaignDomain
import Logging
import ProgramConventions
import Synchronization
import Testing

@Suite struct OperatorNoticeLogTests {
  @Test func theSameNoticeIsALineOnceAMinuteAndAnotherAtOnce() {
    let lines = CapturedLines()
    let start = ContinuousClock.now
    let time = Mutex(start)
    let log = OperatorNoticeLog(Logger(label: "test") { _ in lines.handler }, now: { time.withLock { $0 } })
    let notice = OperatorNotice.campaignLeftOut(CampaignID(rawValue: 7), fault: "campaign 7: state is odd")
    for second in 0..<60 {
      time.withLock { $0 = start + .seconds(second) }
      log.note(notice)
    }
    #expect(lines.count == 1)
    log.note(.campaignIDTaken(nil))
    #expect(lines.count == 2)
    time.withLock { $0 = start + .seconds(60) }
    log.note(notice)
    #expect(lines.count == 3)
  }

  /// Counts the lines of a log.
  private final class CapturedLines: Sendable {
    private let lines = Mutex(0)

    var count: Int { lines.withLock { $0 } }
    var handler: any LogHandler { Handler(lines: self) }

    private struct Handler: LogHandler {
      let lines: CapturedLines
      var metadata: Logger.Metadata = [:]
      var logLevel = Logger.Level.trace

      subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
      }

      func log(event: LogEvent) { lines.lines.withLock { $0 += 1 } }
    }
  }
}
