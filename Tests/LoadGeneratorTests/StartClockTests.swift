import NIOCore
import RPCCodec
import Testing

@testable import LoadGenerator

struct StartClockTests {
  private let now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  private func deadline(_ start: ProtobufTimestamp?) -> NIODeadline {
    StartClock.deadline(
      of: start, wallClock: ProtobufTimestamp(seconds: 1_000, nanos: 750_000_000), monotonicClock: now)
  }

  @Test func aStartThatComesIsAsFarAwayOnTheMonotonicClock() {
    #expect(deadline(ProtobufTimestamp(seconds: 1_002, nanos: 250_000_000)) == now + .milliseconds(1_500))
  }

  @Test func aStartThatIsPastOrUnknownIsNow() {
    #expect(deadline(ProtobufTimestamp(seconds: 1_000, nanos: 749_999_999)) == now)
    #expect(deadline(ProtobufTimestamp(seconds: .min)) == now)
    #expect(deadline(nil) == now)
  }

  @Test func aStartBeyondAllClocksIsNever() {
    #expect(deadline(ProtobufTimestamp(seconds: .max)) == .distantFuture)
  }
}
