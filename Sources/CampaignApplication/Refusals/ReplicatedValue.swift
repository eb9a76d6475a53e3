import Synchronization

/// A value that is read very often by a few threads and replaced seldom. Each reader has a copy of its own behind a
/// lock of its own, which nobody else takes but to replace the value: readers never wait for each other.
final class ReplicatedValue<Value: Sendable>: Sendable {
  private final class Replica: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) {
      self.value = Mutex(value)
    }
  }

  /// More than a machine has event loops; two threads that fall on one replica are slower, not wrong.
  private static var count: Int { 64 }

  private let replicas: [Replica]

  init(_ value: Value) {
    replicas = (0..<Self.count).map { _ in Replica(value) }
  }

  /// Changes that `body` makes are seen by this reader alone, until the value is replaced.
  func withValue<Result>(_ body: (inout Value) -> Result) -> Result {
    // The thread is told by where its stack lies: this floor asks nothing of the system. A stack that crosses a
    // boundary of a mebibyte has two replicas, which costs nothing.
    var local: UInt8 = 0
    let mebibyte = withUnsafePointer(to: &local) { UInt64(UInt(bitPattern: $0)) >> 20 }
    let index = Int(truncatingIfNeeded: (mebibyte &* 0x9E37_79B9_7F4A_7C15) >> 58)
    return replicas[index].value.withLock { body(&$0) }
  }

  func replace(_ value: Value) {
    for replica in replicas { replica.value.withLock { $0 = value } }
  }
}
