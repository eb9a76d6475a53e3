import RPCCodec
import Testing

@Suite struct TimeTests {
  @Test(arguments: [0, 1, -1, 999_999, 1_000_000, -1_000_000, -1_000_001, 1_700_000_000_123_456] as [Int64])
  func microsecondsSurvive(microseconds: Int64) {
    let time = ProtobufTimestamp(microsecondsSinceEpoch: microseconds)
    #expect(time.isValid)
    #expect(time.microsecondsSinceEpoch == microseconds)
  }

  @Test func timesBeforeTheEpochCountUpFromTheirSecond() {
    #expect(ProtobufTimestamp(microsecondsSinceEpoch: -1) == ProtobufTimestamp(seconds: -1, nanos: 999_999_000))
  }

  @Test func whatIsFinerThanAMicrosecondIsCutOff() {
    #expect(ProtobufTimestamp(seconds: 1, nanos: 1_999).microsecondsSinceEpoch == 1_000_001)
  }

  @Test func timesOutsideTheYears1To9999AreInvalid() {
    #expect(ProtobufTimestamp(seconds: -62_135_596_800).isValid)
    #expect(ProtobufTimestamp(seconds: 253_402_300_799, nanos: 999_999_999).isValid)
    for time in [
      ProtobufTimestamp(seconds: -62_135_596_801, nanos: 999_999_999), ProtobufTimestamp(seconds: 253_402_300_800),
      ProtobufTimestamp(nanos: -1), ProtobufTimestamp(nanos: 1_000_000_000), ProtobufTimestamp(seconds: .max),
      ProtobufTimestamp(seconds: .min, nanos: .min),
    ] {
      #expect(!time.isValid)
      #expect(time.microsecondsSinceEpoch == nil)
      #expect(time.rfc3339 == nil)
    }
    #expect(!ProtobufTimestamp(microsecondsSinceEpoch: .max).isValid)
    #expect(!ProtobufTimestamp(microsecondsSinceEpoch: .min).isValid)
  }

  @Test func spansAreThoseOfTheStandardLibrary() {
    for duration: Duration in [.zero, .seconds(1), .milliseconds(-1_500), .nanoseconds(1), .nanoseconds(-1)] {
      #expect(ProtobufDuration(duration).duration == duration)
      #expect(ProtobufDuration(duration).isValid)
    }
    #expect(ProtobufDuration(.milliseconds(-1_500)) == ProtobufDuration(seconds: -1, nanos: -500_000_000))
  }

  @Test func spansLongerThanTenThousandYearsBecomeThatLong() {
    let longest = ProtobufDuration.maximumSeconds
    #expect(ProtobufDuration(.seconds(Int64.max)) == ProtobufDuration(seconds: longest))
    #expect(ProtobufDuration(.seconds(-longest - 1)) == ProtobufDuration(seconds: -longest))
    #expect(ProtobufDuration(.seconds(longest) + .nanoseconds(1)) == ProtobufDuration(seconds: longest))
  }

  @Test func spansWhoseSignsDisagreeAreInvalid() {
    for span in [
      ProtobufDuration(seconds: 1, nanos: -1), ProtobufDuration(seconds: -1, nanos: 1),
      ProtobufDuration(nanos: 1_000_000_000), ProtobufDuration(nanos: -1_000_000_000),
      ProtobufDuration(seconds: 315_576_000_001), ProtobufDuration(seconds: .min),
      ProtobufDuration(seconds: .max, nanos: .min),
    ] {
      #expect(!span.isValid)
      #expect(span.duration == nil)
    }
    #expect(ProtobufDuration(seconds: 0, nanos: -1).isValid)
    #expect(ProtobufDuration(seconds: 315_576_000_000).isValid)
  }

  @Test(
    arguments: [
      (0, 0, "1970-01-01T00:00:00Z"), (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
      (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"), (951_782_400, 0, "2000-02-29T00:00:00Z"),
      (951_868_799, 1_000, "2000-02-29T23:59:59.000001Z"), (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
      (1_709_164_800, 10, "2024-02-29T00:00:00.000000010Z"), (4_102_444_800, 500_000_000, "2100-01-01T00:00:00.500Z"),
      (-2_203_891_200, 0, "1900-03-01T00:00:00Z"), (-62_135_510_400, 0, "0001-01-02T00:00:00Z"),
    ] as [(Int64, Int32, String)])
  func timesAreWrittenByRFC3339(seconds: Int64, nanos: Int32, text: String) {
    #expect(ProtobufTimestamp(seconds: seconds, nanos: nanos).rfc3339 == text)
  }

  @Test func everyDayFollowsTheDayBeforeIt() throws {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var seconds: Int64 = -62_135_596_800
    for year in 1...2_500 {
      let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
      for (month, length) in lengths.enumerated() {
        let days = month == 1 && isLeap ? 29 : length
        for day in [1, days] {
          let text = try #require(ProtobufTimestamp(seconds: seconds + Int64(day - 1) * 86_400).rfc3339)
          let expected = "\(padded(year, to: 4))-\(padded(month + 1, to: 2))-\(padded(day, to: 2))"
          #expect(text.prefix(10) == expected)
        }
        seconds += Int64(days) * 86_400
      }
    }
  }
}

private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(width - digits.count, 0)) + digits
}
