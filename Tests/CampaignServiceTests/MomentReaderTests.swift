import CampaignDomain
import RPCCodec
import Testing

@testable import CampaignService

@Suite struct MomentReaderTests {
  private func read(_ time: ProtobufTimestamp?, _ span: ProtobufDuration?) -> (moment: Moment?, fields: [String]) {
    var reader = MomentReader()
    let moment = reader.moment(time: time, "start_time", span: span, "start_in")
    return (moment, reader.faults.map(\.field))
  }

  @Test func neitherFieldNamesNoMoment() {
    let (moment, fields) = read(nil, nil)
    #expect(moment == nil)
    #expect(fields.isEmpty)
  }

  @Test func aTimeIsKeptToTheMicrosecond() {
    let (moment, fields) = read(ProtobufTimestamp(seconds: -1, nanos: 999_999_999), nil)
    #expect(moment == .at(Timestamp(microsecondsSinceEpoch: -1)))
    #expect(fields.isEmpty)
  }

  @Test func aSpanIsKept() {
    #expect(read(nil, ProtobufDuration(seconds: 1, nanos: 500_000_000)).moment == .after(.milliseconds(1_500)))
  }

  @Test func bothFieldsAreNamedWhenBothAreSet() {
    let (moment, fields) = read(ProtobufTimestamp(seconds: 1), ProtobufDuration(seconds: 1))
    #expect(moment == nil)
    #expect(fields == ["start_time", "start_in"])
  }

  @Test(arguments: [
    ProtobufTimestamp(seconds: 253_402_300_800), ProtobufTimestamp(seconds: -62_135_596_801),
    ProtobufTimestamp(seconds: 0, nanos: -1), ProtobufTimestamp(seconds: 0, nanos: 1_000_000_000),
    ProtobufTimestamp(seconds: .max, nanos: .max), ProtobufTimestamp(seconds: .min, nanos: .min),
  ])
  func timesOutOfRangeAreAFaultOfTheirField(time: ProtobufTimestamp) {
    #expect(read(time, nil).fields == ["start_time"])
  }

  @Test(arguments: [
    ProtobufDuration(seconds: 315_576_000_001), ProtobufDuration(seconds: 1, nanos: -1),
    ProtobufDuration(seconds: 0, nanos: 1_000_000_000), ProtobufDuration(seconds: .min, nanos: .min),
  ])
  func spansOutOfRangeAreAFaultOfTheirField(span: ProtobufDuration) {
    #expect(read(nil, span).fields == ["start_in"])
  }
}
