import NIOCore
import Testing

@testable import RPCClient

struct DeadlineQueueTests {
  @Test func deadlinesComeOutInTheirOrderWhateverTheOrderTheyWentIn() {
    var generator = SplitMix64(seed: 7)
    var queue = DeadlineQueue()
    let times = (0..<500).map { _ in UInt64.random(in: 0..<100, using: &generator) }
    for (index, time) in times.enumerated() {
      queue.insert(.init(deadline: .uptimeNanoseconds(time), streamID: UInt32(index)))
    }
    queue.compact { $0.streamID % 3 != 0 }
    var taken: [UInt64] = []
    while let first = queue.first {
      taken.append(first.deadline.uptimeNanoseconds)
      queue.removeFirst()
    }
    let kept = times.enumerated().filter { $0.offset % 3 != 0 }.map(\.element)
    #expect(taken == kept.sorted())
  }

  @Test func takingFromAnEmptyQueueDoesNothing() {
    var queue = DeadlineQueue()
    queue.removeFirst()
    queue.compact { _ in true }
    #expect(queue.first == nil)
  }
}

/// A random generator that gives the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
