import SeededRandomness
import CampaignDomain
import Foundation
import Testing

/// RFC 3339, section 5.6.
@Suite struct TimestampRFC3339Tests {
  @Test(
    arguments: [
      (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"), (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1, "1970-01-01T00:00:00.000001Z"),
      (1_000, "1970-01-01T00:00:00.001Z"), (999_000, "1970-01-01T00:00:00.999Z"), (10, "1970-01-01T00:00:00.000010Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00Z"), (951_868_800_000_000, "2000-03-01T00:00:00Z"),
      (-2_203_977_600_000_000, "1900-02-28T00:00:00Z"), (-2_203_891_200_000_000, "1900-03-01T00:00:00Z"),
      (1_709_164_800_000_000, "2024-02-29T00:00:00Z"), (1_735_689_599_999_999, "2024-12-31T23:59:59.999999Z"),
      (1_800_000_000_000_000, "2027-01-15T08:00:00Z"),
    ] as [(Int64, String)])
  func edgesAreWritten(_ microseconds: Int64, _ text: String) {
    #expect(Timestamp(microsecondsSinceEpoch: microseconds).rfc3339 == text)
  }

  @Test func everyMonthOfAllYearsBeginsWhereCountedDaysSay() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var days: Int64 = -719_162
    for year in 1...9999 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 {
        let time = Timestamp(microsecondsSinceEpoch: days * 86_400_000_000)
        let year = String(repeating: "0", count: 4 - String(year).count) + String(year)
        let text = "\(year)-\(month < 10 ? "0" : "")\(month)-01T00:00:00Z"
        guard time.rfc3339 == text else {
          Issue.record("\(text) is \(time.rfc3339)")
          return
        }
        days += Int64(lengths[month - 1] + (month == 2 && isLeap ? 1 : 0))
      }
    }
  }

  @Test func randomTimesAreWhatFoundationMakesOfThem() {
    var generator = SplitMix64(seed: 71)
    // Foundation's calendar is Julian before 1582.
    let first: Int64 = -12_212_553_600  // 1583-01-01T00:00:00Z
    let last = Timestamp.latest.microsecondsSinceEpoch / 1_000_000
    for _ in 0..<2_000 {
      let seconds = Int64.random(in: first...last, using: &generator)
      let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
      #expect(Timestamp(microsecondsSinceEpoch: seconds * 1_000_000).rfc3339 == text)
    }
  }

  @Test func theDescriptionIsTheTextAndTimesBeyondTheYearsStillHaveOne() {
    #expect(Timestamp.start.description == "2027-01-15T08:00:00Z")
    #expect(Timestamp(microsecondsSinceEpoch: .max).rfc3339.hasSuffix("Z"))
    #expect(Timestamp(microsecondsSinceEpoch: .min).rfc3339.hasSuffix("Z"))
  }
}
