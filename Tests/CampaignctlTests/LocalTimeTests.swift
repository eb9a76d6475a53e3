import Glibc
import RPCCodec
import Testing

@testable import CampaignConsole

@Suite struct LocalTimeTests {
  @Test func timesAreInTheLocalZoneWithItsName() {
    let time = ProtobufTimestamp(seconds: 1_795_225_197, nanos: 120_999_999)
    var seconds = time_t(time.seconds)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let text = LocalTime.text(time)
    #expect(text.hasPrefix("2026-11-2"))
    #expect(text.contains(":57.120999 ") && text.last != " ")
    #expect(LocalTime.text(time, precision: .milliseconds).contains(":57.120 "))
  }

  @Test(
    arguments: [
      (0, ":57 ", ":57.000 "), (999, ":57 ", ":57.000 "), (280_000_000, ":57.280 ", ":57.280 "),
      (1_280_000, ":57.001280 ", ":57.001 "), (1_000, ":57.000001 ", ":57.000 "),
      (999_999_999, ":57.999999 ", ":57.999 "),
    ] as [(Int32, String, String)])
  func aFractionIsShownWhereThereIsOne(nanos: Int32, whole: String, milliseconds: String) {
    let time = ProtobufTimestamp(seconds: 1_795_225_197, nanos: nanos)
    #expect(LocalTime.text(time).contains(whole))
    #expect(LocalTime.text(time, precision: .milliseconds).contains(milliseconds))
  }

  @Test func whatNoCalendarHasIsShownAsSeconds() {
    #expect(LocalTime.text(ProtobufTimestamp(seconds: .max, nanos: 0)) == "@9223372036854775807")
    #expect(LocalTime.text(ProtobufTimestamp(seconds: 0, nanos: -1)) == "@0")
  }
}
