internal import CampaignDomain

extension Timestamp {
  /// Reads a time as ``rfc3339`` writes it, and in no other form: `2026-11-21T10:00:03.000812Z`.
  init?(certificateText text: String) {
    let bytes = Array(text.utf8)
    let separators: [(place: Int, byte: UInt8)] = [
      (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
      (16, UInt8(ascii: ":")),
    ]
    guard [20, 24, 27].contains(bytes.count), bytes.last == UInt8(ascii: "Z"),
      separators.allSatisfy({ bytes[$0.place] == $0.byte }), bytes.count == 20 || bytes[19] == UInt8(ascii: "."),
      let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
      let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
      let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
      let fraction = bytes.count == 20 ? 0 : Self.number(bytes[20..<(bytes.count - 1)])
    else { return nil }
    let seconds = Self.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
    self.init(microsecondsSinceEpoch: seconds * 1_000_000 + (bytes.count == 24 ? fraction * 1_000 : fraction))
    // A day or an hour that there is not is another one, which is written otherwise.
    guard self >= .earliest, self <= .latest, rfc3339.utf8.elementsEqual(bytes) else { return nil }
  }

  /// A few digits; nil for anything else.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var number: Int64 = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int64(digit - UInt8(ascii: "0"))
    }
    return number
  }

  /// Days from 1970 on in the Gregorian calendar; years are counted from March, so that the leap day is their last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    // Truncation and floor differ in year 0 alone, which is no year here.
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }
}
