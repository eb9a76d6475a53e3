internal import Foundation
package import RPCCodec

extension ProtobufTimestamp {
  /// This machine's wall clock.
  package static var wallClock: ProtobufTimestamp {
    // Foundation's clock and not clock_gettime: in some builds the compiler finds timespec's members in no module that
    // a file could import.
    let seconds = Date.now.timeIntervalSince1970
    let whole = seconds.rounded(.down)
    return ProtobufTimestamp(seconds: Int64(whole), nanos: Int32((seconds - whole) * 1e9))
  }

  /// True if it is earlier than another time.
  package func isBefore(_ other: ProtobufTimestamp) -> Bool {
    (seconds, nanos) < (other.seconds, other.nanos)
  }

  /// The time by which this one is later than another; times that no clock shows are clamped.
  package func microseconds(since other: ProtobufTimestamp) -> Int64 {
    Int64(
      clamping: (Int128(seconds) - Int128(other.seconds)) * 1_000_000 + (Int128(nanos) - Int128(other.nanos)) / 1_000)
  }
}
