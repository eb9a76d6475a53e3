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

  /// `make` makes each reader's value: objects in it that are not shared have counts that readers don't share, either.
  init(_ make: () -> Value) {
    replicas = (0..<Self.count).map { _ in Replica(make()) }
  }

  func withValue<Result>(_ body: (borrowing Value) -> Result) -> Result {
    // The thread is told by where its stack lies: this floor asks nothing of the system. A stack that crosses a
    // boundary of a mebibyte has two replicas, which costs nothing.
    var local: UInt8 = 0
    let mebibyte = withUnsafePointer(to: &local) { UInt64(UInt(bitPattern: $0)) >> 20 }
    let index = Int(truncatingIfNeeded: (mebibyte &* 0x9E37_79B9_7F4A_7C15) >> 58)
    return replicas[index].value.withLock { body($0) }
  }

  func replace(_ make: () -> Value) {
    for replica in replicas {
      let value = make()
      replica.value.withLock { $0 = value }
    }
  }
}
