extension Duration {
  /// The duration as a flag takes it: `5s`, `250ms`, `1h30m`; what is finer than a nanosecond is dropped.
  public var flagText: String {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return "0s" }
    let nanoseconds = attoseconds / 1_000_000_000
    let parts: [(Int64, String)] = [
      (seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"), (nanoseconds / 1_000_000, "ms"),
      (nanoseconds / 1_000 % 1_000, "us"), (nanoseconds % 1_000, "ns"),
    ]
    let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    return text.isEmpty ? "0s" : text
  }
}
