import CLibPQ

/// Owns one `PGresult`, in binary format but for those of scripts. Columns and rows outside of it and values of another
/// length are errors, never crashes.
final class PostgresResult {
  private let pointer: OpaquePointer

  /// Takes over `pointer`, a `PGresult`.
  init(owning pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQclear(pointer)
  }

  var status: ExecStatusType { PQresultStatus(pointer) }
  var rowCount: Int { Int(PQntuples(pointer)) }
  var columnCount: Int { Int(PQnfields(pointer)) }

  /// True when an error came from the server; libpq makes results for errors of its own.
  var hasSQLState: Bool { Self.field(DiagnosticField.state, of: pointer) != nil }

  func serverError(statementIndex: Int) -> PostgresError.ServerError {
    Self.serverError(of: pointer, statementIndex: statementIndex)
  }

  /// The same of a result that belongs to somebody else, as a notice's does.
  static func serverError(of result: OpaquePointer, statementIndex: Int) -> PostgresError.ServerError {
    PostgresError.ServerError(
      state: SQLState(rawValue: field(DiagnosticField.state, of: result) ?? "XX000"),
      severity: field(DiagnosticField.severity, of: result) ?? "ERROR",
      message: field(DiagnosticField.message, of: result) ?? String(cString: PQresultErrorMessage(result)),
      constraint: field(DiagnosticField.constraint, of: result),
      statementIndex: statementIndex)
  }

  /// The function of the server's source that wrote a notice: neither its text, which is translated, nor its SQLSTATE,
  /// which is that of any warning, tells one from another.
  static func sourceFunction(of notice: OpaquePointer) -> String? { field(DiagnosticField.sourceFunction, of: notice) }

  func isNull(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    guard row >= 0, row < rowCount, column >= 0, column < columnCount else {
      throw .unexpected("no row \(row) with column \(column) in a result of \(rowCount) rows")
    }
    return PQgetisnull(pointer, Int32(row), Int32(column)) == 1
  }

  func int64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    let bytes = try value(row, column, length: 8)
    return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
  }

  func int32(_ row: Int, _ column: Int) throws(PostgresError) -> Int32 {
    let bytes = try value(row, column, length: 4)
    return Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))
  }

  func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    try value(row, column, length: 1).loadUnaligned(as: UInt8.self) != 0
  }

  /// The halves of a `uuid`.
  func uuid(_ row: Int, _ column: Int) throws(PostgresError) -> (UInt64, UInt64) {
    let bytes = try value(row, column, length: 16)
    return (
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }

  /// The elements of an `integer[]` of one dimension without NULLs (PostgreSQL's arrayfuncs.c, `array_send`):
  /// dimensions, whether there are NULLs, the element type; count and lower bound; then each element behind its length.
  func int32Array(_ row: Int, _ column: Int) throws(PostgresError) -> [Int32] {
    let bytes = try value(row, column, length: nil)
    let (headerSize, elementSize) = (20, 8)
    guard bytes.count >= headerSize, bytes.count % 4 == 0 else { throw .unexpected("column \(column) is no array") }
    let words = stride(from: 0, to: bytes.count, by: 4).map { offset in
      Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    }
    guard words[0] == 1, words[1] == 0, (bytes.count - headerSize) / elementSize == Int(words[3]),
      (bytes.count - headerSize) % elementSize == 0
    else { throw .unexpected("column \(column) is no array of integers without NULLs") }
    return stride(from: headerSize / 4 + 1, to: words.count, by: 2).map { words[$0] }
  }

  func text(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    String(decoding: try value(row, column, length: nil), as: UTF8.self)
  }

  /// The bytes of a value that is not NULL; valid as long as this result lives.
  private func value(_ row: Int, _ column: Int, length: Int?) throws(PostgresError) -> UnsafeRawBufferPointer {
    guard try !isNull(row, column) else { throw .unexpected("column \(column) of row \(row) is NULL") }
    let count = Int(PQgetlength(pointer, Int32(row), Int32(column)))
    guard length == nil || length == count else {
      throw .unexpected(
        "\(name(of: column)) has \(count) bytes in place of \(length ?? 0): if the column was given another type, give it back "
          + "the one of the migrations")
    }
    return UnsafeRawBufferPointer(start: PQgetvalue(pointer, Int32(row), Int32(column)), count: count)
  }

  private func name(of column: Int) -> String {
    PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? "column \(column)"
  }

  private static func field(_ code: Int32, of result: OpaquePointer) -> String? {
    PQresultErrorField(result, code).map { String(cString: $0) }
  }
}

/// The codes of the fields of an error report (PostgreSQL documentation, section 55.8), for which libpq has macros of a
/// kind that Swift doesn't import.
private enum DiagnosticField {
  static let state = Int32(UInt8(ascii: "C"))
  static let severity = Int32(UInt8(ascii: "V"))
  static let message = Int32(UInt8(ascii: "M"))
  static let constraint = Int32(UInt8(ascii: "n"))
  static let sourceFunction = Int32(UInt8(ascii: "R"))
}
