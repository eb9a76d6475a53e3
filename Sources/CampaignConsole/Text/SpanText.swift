internal import RPCCodec

/// A span between two times for people: `3.217 ms`, `2.500 s`.
enum SpanText {
  /// `nil` where one of the times is missing or none, or where the second comes first.
  static func text(from earlier: ProtobufTimestamp?, to later: ProtobufTimestamp) -> String? {
    guard let earlier, earlier.isValid, later.isValid else { return nil }
    let microseconds =
      (later.seconds - earlier.seconds) * 1_000_000 + Int64(later.nanos / 1_000) - Int64(earlier.nanos / 1_000)
    guard microseconds >= 0 else { return nil }
    return microseconds < 1_000_000
      ? thousandths(microseconds) + " ms" : thousandths(microseconds / 1_000) + " s"
  }

  private static func thousandths(_ count: Int64) -> String {
    "\(GroupedNumber.text(count / 1_000)).\(String(1_000 + count % 1_000).dropFirst())"
  }
}
