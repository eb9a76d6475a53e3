/// An observer of the places of a scanned message's fields. The last one of a field that comes several times counts, as
/// in all of protobuf.
protocol FieldObserver {
  mutating func observe(_ number: UInt32, varint: UInt64)
  /// `place` is the place of the field's contents in the scanned bytes.
  mutating func observe(_ number: UInt32, place: Range<Int>)
}

/// An observer that ignores them.
struct IgnoredFields: FieldObserver {
  @inline(__always)
  mutating func observe(_: UInt32, varint _: UInt64) {}
  @inline(__always)
  mutating func observe(_: UInt32, place _: Range<Int>) {}
}
