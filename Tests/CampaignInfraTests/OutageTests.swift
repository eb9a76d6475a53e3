import Testing

@testable import CampaignInfra

/// The lines of an outage.
@Suite struct OutageTests {
  private let start = ContinuousClock.now
  private let gone = Outage.Cause(reason: "gone", sqlState: "57P01", host: "a:1")
  private let refused = Outage.Cause(reason: "refused", host: "b:1")

  @Test func anOutageIsALineAtItsBeginningOneAMinuteAndOneAtItsEndWhoeverNoticesIt() {
    var outage = Outage(interval: .seconds(60), calm: .seconds(2))
    #expect(outage.failed(1, gone, at: start) == .began(gone))
    #expect(outage.failed(2, gone, at: start + .seconds(1)) == nil)
    #expect(outage.failed(1, refused, at: start + .seconds(59)) == nil)
    #expect(outage.failed(2, refused, at: start + .seconds(60)) == .lasts(refused, since: .seconds(60)))
    #expect(outage.failed(1, refused, at: start + .seconds(119)) == nil)
    #expect(outage.failed(1, refused, at: start + .seconds(121)) == .lasts(refused, since: .seconds(121)))
    #expect(outage.served(2, at: start + .seconds(130)) == nil, "the other misses it yet")
    #expect(outage.served(1, at: start + .seconds(131)) == .ended(after: .seconds(131)))
    #expect(!outage.isUnderWay)
    #expect(outage.failed(1, gone, at: start + .seconds(132)) == .began(gone))
  }

  @Test func whatIsFoundDeadALittleLaterIsOfTheSameOutage() {
    var outage = Outage(interval: .seconds(60), calm: .seconds(2))
    _ = outage.failed(1, gone, at: start)
    #expect(outage.served(1, at: start + .seconds(1)) == nil)
    #expect(outage.failed(2, gone, at: start + .milliseconds(1900)) == nil)
    #expect(outage.served(2, at: start + .seconds(3)) == nil)
    #expect(outage.isUnderWay)
    #expect(outage.served(1, at: start + .seconds(9)) == .ended(after: .seconds(3)), "when all had it again")
  }

  @Test func whoNeverMissedTheDatabaseEndsNothing() {
    var outage = Outage(interval: .seconds(60), calm: .seconds(2))
    #expect(outage.served(1, at: start) == nil)
    _ = outage.failed(1, gone, at: start)
    #expect(outage.served(2, at: start) == nil)
    #expect(outage.isUnderWay)
  }

  @Test func aLineNamesTheReasonTheSQLStateAndTheHost() {
    let captured = CapturedLog()
    let log = OutageLog("database outage", interval: .zero, calm: .zero, logger: captured.logger)
    log.failed(1, gone)
    log.failed(1, refused)
    #expect(log.isUnderWay)
    log.served(1)
    #expect(
      captured.lines == [
        "error database outage begins host=a:1 reason=gone sqlstate=57P01",
        "error database outage goes on host=b:1 reason=refused seconds=0",
        "notice database outage ends milliseconds=0",
      ])
  }
}
