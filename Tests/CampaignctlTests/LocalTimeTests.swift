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
    #expect(text.count > "2026-11-21 01:39:57 ".count)
    #expect(LocalTime.text(time, precision: .milliseconds).contains(":57.120 "))
  }

  @Test func whatNoCalendarHasIsShownAsSeconds() {
    #expect(LocalTime.text(ProtobufTimestamp(seconds: .max, nanos: 0)) == "@9223372036854775807")
    #expect(LocalTime.text(ProtobufTimestamp(seconds: 0, nanos: -1)) == "@0")
  }
}
