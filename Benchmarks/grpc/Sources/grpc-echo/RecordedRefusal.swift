import ArgumentParser

/// The content of a recorded refusal, as gRPC's rich errors carry it: the bytes of the google.rpc.Status in a trailer.
struct RecordedRefusal: Sendable {
  let status: [UInt8]

  /// The status of a ttrpc frame: 10 bytes of header, then field 1 of the ttrpc.Response, then nothing.
  init(frame: [UInt8]) throws {
    var rest = frame.dropFirst(10)
    guard rest.popFirst() == 0x0A else { throw Self.unusable }
    var length = 0
    var shift = 0
    while let byte = rest.popFirst(), shift < 28 {
      length |= Int(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    guard rest.count == length, length > 0 else { throw Self.unusable }
    status = Array(rest)
  }

  private static var unusable: ValidationError {
    ValidationError("--answer is no recorded refusal: record one with refusal-load --save-answer")
  }
}
