import SeededRandomness
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
