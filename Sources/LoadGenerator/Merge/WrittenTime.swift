internal import Foundation
internal import RPCCodec

/// A time as a report has it, read again.
enum WrittenTime {
  /// The time of a text that ``ProtobufTimestamp`` writes; `nil` for any other text.
  static func read(_ text: String) -> ProtobufTimestamp? {
    guard text.utf8.count <= 30, text.hasSuffix("Z") else { return nil }
    let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, let date = try? Date("\(whole)Z", strategy: .iso8601),
      let seconds = Int64(exactly: date.timeIntervalSince1970.rounded())
    else { return nil }
    let digits = parts.count > 1 ? String(parts[1]) : ""
    guard digits.utf8.count <= 9, let nanos = Int32(digits + String(repeating: "0", count: 9 - digits.utf8.count))
    else {
      return nil
    }
    let time = ProtobufTimestamp(seconds: seconds, nanos: nanos)
    return time.rfc3339 == text ? time : nil
  }
}
