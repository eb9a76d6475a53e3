/// Whoever wants to know where the fields of a scanned message are. Of a field that comes several times the last one
/// counts, as in all of protobuf.
protocol FieldObserver {
  mutating func observe(_ number: UInt32, varint: UInt64)
  /// `place` is the place of the field's contents in the scanned bytes.
  mutating func observe(_ number: UInt32, place: Range<Int>)
}

/// Nobody wants to know.
struct IgnoredFields: FieldObserver {
  @inline(__always)
  mutating func observe(_: UInt32, varint _: UInt64) {}
  @inline(__always)
  mutating func observe(_: UInt32, place _: Range<Int>) {}
}
