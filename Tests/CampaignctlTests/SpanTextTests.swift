import RPCCodec
import Testing

@testable import CampaignConsole

@Suite struct SpanTextTests {
  private static let start = ProtobufTimestamp(seconds: 100, nanos: 999_999_000)

  @Test(arguments: [
    (ProtobufTimestamp(seconds: 100, nanos: 999_999_000), "0.000 ms"),
    (ProtobufTimestamp(seconds: 101, nanos: 0), "0.001 ms"),
    (ProtobufTimestamp(seconds: 101, nanos: 3_216_000), "3.217 ms"),
    (ProtobufTimestamp(seconds: 101, nanos: 999_998_000), "999.999 ms"),
    (ProtobufTimestamp(seconds: 101, nanos: 999_999_000), "1.000 s"),
    (ProtobufTimestamp(seconds: 3_704, nanos: 2_000_000), "3,603.002 s"),
  ]) func aSpanIsShownInMillisecondsOrSeconds(later: ProtobufTimestamp, text: String) {
    #expect(SpanText.text(from: Self.start, to: later) == text)
  }

  @Test func thereIsNoSpanBackwardsOrToNowhere() {
    #expect(SpanText.text(from: Self.start, to: ProtobufTimestamp(seconds: 100)) == nil)
    #expect(SpanText.text(from: nil, to: Self.start) == nil)
    #expect(SpanText.text(from: Self.start, to: ProtobufTimestamp(seconds: .max)) == nil)
  }
}
