extension Duration {
  /// Whole units, cut.
  func count(of unit: Duration) -> Int64 { Int64(clamping: attoseconds / unit.attoseconds) }

  /// Whole milliseconds, cut.
  var milliseconds: Int64 { count(of: .milliseconds(1)) }
}
