import CampaignDomain

/// The parameters of one statement in PostgreSQL's binary format: nothing is ever quoted or spliced into SQL. All
/// values lie behind each other in one buffer.
struct PostgresParameters {
  /// The first byte belongs to none: an empty text needs an address too, for a null pointer means NULL to libpq.
  private(set) var bytes: [UInt8] = [0]
  /// The range of each value in `bytes`; `nil`: NULL.
  private(set) var values: [Range<Int>?] = []

  mutating func append(_ number: Int64?) {
    appendValue(number) { $0.appendBigEndian($1) }
  }

  mutating func append(_ number: Int32?) {
    appendValue(number) { $0.appendBigEndian($1) }
  }

  mutating func append(_ flag: Bool) {
    appendValue(flag) { $0.bytes.append($1 ? 1 : 0) }
  }

  mutating func append(_ text: String?) {
    appendValue(text) { $0.bytes.append(contentsOf: $1.utf8) }
  }

  mutating func append(_ data: [UInt8]) {
    appendValue(data) { $0.bytes.append(contentsOf: $1) }
  }

  mutating func append(_ time: Timestamp?) {
    append(time.map(\.microsecondsSincePostgresEpoch))
  }

  mutating func append(_ stamp: RowStamp) {
    appendValue(stamp) {
      $0.appendBigEndian($1.history)
      $0.appendBigEndian($1.save)
    }
  }

  mutating func append(_ texts: [String?]) {
    appendArray(texts, elementType: .text) { $0.bytes.append(contentsOf: $1.utf8) }
  }

  mutating func append(_ numbers: [Int64]) {
    appendArray(numbers, elementType: .int8) { $0.appendBigEndian($1) }
  }

  mutating func append(_ numbers: [Int64?]) {
    appendArray(numbers, elementType: .int8) { $0.appendBigEndian($1) }
  }

  mutating func append(_ numbers: [Int32?]) {
    appendArray(numbers, elementType: .int4) { $0.appendBigEndian($1) }
  }

  mutating func append(_ times: [Timestamp?]) {
    appendArray(times, elementType: .timestamptz) { $0.appendBigEndian($1.microsecondsSincePostgresEpoch) }
  }

  mutating func append(_ flags: [Bool]) {
    appendArray(flags, elementType: .bool) { $0.bytes.append($1 ? 1 : 0) }
  }

  mutating func append(_ stamps: [RowStamp]) {
    appendArray(stamps, elementType: .uuid) {
      $0.appendBigEndian($1.history)
      $0.appendBigEndian($1.save)
    }
  }

  mutating func append(_ id: RequestID) {
    appendValue(id) {
      $0.appendBigEndian($1.high)
      $0.appendBigEndian($1.low)
    }
  }

  mutating func append(_ ids: [RequestID]) {
    appendArray(ids, elementType: .uuid) {
      $0.appendBigEndian($1.high)
      $0.appendBigEndian($1.low)
    }
  }

  private mutating func appendValue<Value>(_ value: Value?, _ write: (inout Self, Value) -> Void) {
    guard let value else { return values.append(nil) }
    let start = bytes.count
    write(&self, value)
    values.append(start..<bytes.count)
  }

  /// The binary format of a one-dimensional array (PostgreSQL's arrayfuncs.c, `array_recv`): dimensions, whether there
  /// are NULLs, the element type; count and lower bound; then each element behind its length, -1 for NULL.
  private mutating func appendArray<Element>(
    _ elements: [Element?], elementType: PostgresType, _ write: (inout Self, Element) -> Void
  ) {
    let start = bytes.count
    appendBigEndian(Int32(1))
    appendBigEndian(Int32(elements.contains { $0 == nil } ? 1 : 0))
    appendBigEndian(Int32(bitPattern: elementType.rawValue))
    appendBigEndian(Int32(clamping: elements.count))
    appendBigEndian(Int32(1))
    for element in elements {
      guard let element else {
        appendBigEndian(Int32(-1))
        continue
      }
      let lengthAt = bytes.count
      appendBigEndian(Int32(0))
      write(&self, element)
      let length = UInt32(clamping: bytes.count - lengthAt - 4)
      for offset in 0..<4 { bytes[lengthAt + offset] = UInt8(truncatingIfNeeded: length >> (24 - 8 * offset)) }
    }
    values.append(start..<bytes.count)
  }

  private mutating func appendArray<Element>(
    _ elements: [Element], elementType: PostgresType, _ write: (inout Self, Element) -> Void
  ) {
    appendArray(elements.map(Optional.some), elementType: elementType, write)
  }

  private mutating func appendBigEndian(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}

/// The object identifiers of the types that we send (PostgreSQL's pg_type.dat); they never change.
enum PostgresType: UInt32 {
  case bool = 16
  case bytea = 17
  case int8 = 20
  case int4 = 23
  case text = 25
  case timestamptz = 1184
  case uuid = 2950
  case boolArray = 1000
  case int4Array = 1007
  case textArray = 1009
  case int8Array = 1016
  case timestamptzArray = 1185
  case uuidArray = 2951
}

extension Timestamp {
  /// PostgreSQL counts from 2000-01-01, 946,684,800 s after the Unix epoch.
  private static let postgresEpoch: Int64 = 946_684_800_000_000

  var microsecondsSincePostgresEpoch: Int64 { microsecondsSinceEpoch &- Self.postgresEpoch }

  init(microsecondsSincePostgresEpoch microseconds: Int64) {
    self.init(microsecondsSinceEpoch: microseconds &+ Self.postgresEpoch)
  }
}
