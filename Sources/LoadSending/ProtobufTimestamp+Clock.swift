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
    let (seconds, isFar) = seconds.subtractingReportingOverflow(other.seconds)
    let (microseconds, isFarther) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !isFar, !isFarther else { return self.isBefore(other) ? .min : .max }
    return microseconds &+ (Int64(nanos) - Int64(other.nanos)) / 1000
  }
}
