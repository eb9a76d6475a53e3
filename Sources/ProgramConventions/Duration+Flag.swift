extension Duration {
  /// Reads a duration of a flag: `5s`, `250ms`, `1h30m`, `1.5s`. A number needs its unit.
  public static func flag(_ text: String) throws(FlagFault) -> Duration {
    var (rest, total, lastUnit) = (text[...], Int64(0), Int64.max)
    repeat {
      guard let (part, digits, fraction, name) = rest.prefixMatch(of: /([0-9]+)(?:\.([0-9]+))?(\p{L}*)/)?.output,
        !name.isEmpty || part.count == rest.count
      else { throw FlagFault("expected a duration with its unit, such as 5s, 250ms, 1h or 1h30m") }
      guard !name.isEmpty else { throw FlagFault("a number needs its unit: 5s, 250ms, 1m, 1h, 1h30m") }
      guard let unit = nanosecondsOfUnits[String(name)] else {
        throw FlagFault("the units are d, h, m, s, ms, us and ns, such as 1h30m")
      }
      guard unit < lastUnit else { throw FlagFault("each unit once, the larger ones first, such as 1h30m") }
      guard let whole = Int64(digits), whole <= longestNanoseconds / unit,
        total + whole * unit <= longestNanoseconds
      else { throw FlagFault("expected at most 100 years") }
      total += whole * unit
      // Digits finer than a nanosecond are dropped.
      var place = unit
      for digit in fraction ?? "" {
        place /= 10
        total += place * Int64(digit.wholeNumberValue ?? 0)
      }
      (rest, lastUnit) = (rest.dropFirst(part.count), unit)
    } while !rest.isEmpty
    return .nanoseconds(total)
  }

  /// Reads how long to wait for something; 0, which needs no unit, is not at all.
  public static func waitFlag(_ text: String) throws(FlagFault) -> Duration {
    text == "0" ? .zero : try flag(text)
  }

  /// Reads a duration that is longer than nothing, as a time limit has to be.
  public static func timeLimitFlag(_ text: String) throws(FlagFault) -> Duration {
    let duration = try flag(text)
    guard duration > .zero else { throw FlagFault("expected a time longer than nothing, such as 5s") }
    return duration
  }
}

// Longer than any campaign, and far from the bounds of 64-bit nanoseconds.
private let longestNanoseconds = 100 * 366 * 24 * 3_600 * 1_000_000_000 as Int64
private let nanosecondsOfUnits: [String: Int64] = [
  "d": 86_400_000_000_000, "h": 3_600_000_000_000, "m": 60_000_000_000, "s": 1_000_000_000, "ms": 1_000_000,
  "us": 1_000, "ns": 1,
]
