internal import Synchronization

/// The numbers of a closed loop's requests: whichever sender has an answer first takes the next.
final class RequestNumbers: Sendable {
  private let count: UInt64
  private let next = Atomic<UInt64>(0)
  private let senders: Atomic<Int>

  init(count: UInt64, senders: Int) {
    self.count = count
    self.senders = Atomic(senders)
  }

  /// The next number; `nil` when all were taken.
  func take() -> UInt64? {
    let number = next.add(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }

  /// Takes all that are left, and returns their number.
  func takeRest() -> UInt64 {
    let taken = next.exchange(count, ordering: .relaxed)
    return count - min(count, taken)
  }

  /// A sender takes no more; to be called once. The others take the numbers that are left: the last one to leave takes
  /// them all, and is told how many they were.
  func leave() -> UInt64 {
    senders.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 ? takeRest() : 0
  }
}
