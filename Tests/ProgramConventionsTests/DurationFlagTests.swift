import ProgramConventions
import Testing

@Suite struct DurationFlagTests {
  @Test(arguments: [
    ("5s", Duration.seconds(5)), ("250ms", .milliseconds(250)), ("1h", .seconds(3_600)),
    ("1h30m", .seconds(5_400)), ("1.5s", .milliseconds(1_500)), ("0s", .zero), ("2d", .seconds(172_800)),
    ("10us", .microseconds(10)), ("7ns", .nanoseconds(7)), ("1m0.5s", .milliseconds(60_500)),
    ("0.0000000019s", .nanoseconds(1)),
  ])
  func durationsAreRead(text: String, duration: Duration) throws {
    #expect(try Duration.flag(text) == duration)
  }

  @Test(arguments: [
    "", "s", "5 s", "-5s", "+5s", "5x", "1.s", ".5s", "30m1h", "1s1s", "1h 30m", "five", "5S", "٥s", "1e3s",
    "99999999999999999999s", "9223372036s9223372036ms", "40000d",
  ])
  func whatIsNoDurationIsRefused(text: String) {
    #expect(throws: FlagFault.self) { try Duration.flag(text) }
  }

  @Test(arguments: ["0s", "5s", "250ms", "1h30m", "1m1ns", "2h3us"])
  func durationsAreWrittenAsFlagsTakeThem(text: String) throws {
    #expect(try Duration.flag(text).flagText == text)
  }

  @Test func aBareNumberIsToldOfTheUnits() {
    #expect(throws: FlagFault("a number needs its unit: 5s, 250ms, 1m, 1h, 1h30m")) { try Duration.flag("5") }
  }

  @Test func aTimeLimitOfNothingIsRefused() throws {
    #expect(throws: FlagFault.self) { try Duration.timeLimitFlag("0s") }
    #expect(try Duration.timeLimitFlag("1ns") == .nanoseconds(1))
  }
}
