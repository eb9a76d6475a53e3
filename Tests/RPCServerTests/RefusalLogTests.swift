import Testing
import UseCaseStubs

@testable import RPCServer

@Suite struct RefusalLogTests {
  @Test func atMostOneLineASecondIsWrittenAndNothingIsLost() {
    let log = CapturedLog()
    let clock = ManualClock()
    let refusals = RefusalLog("too many", logger: log.logger, now: { clock.now })
    for _ in 0..<10 { refusals.note() }
    #expect(log.lines.count == 1)
    clock.advance(by: .seconds(1))
    for _ in 0..<10 { refusals.note() }
    #expect(log.lines.count == 2)
    #expect(log.lines[1].contains("times=10"))
  }
}
