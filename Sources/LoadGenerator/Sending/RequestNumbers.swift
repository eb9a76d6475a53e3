internal import Synchronization

/// The numbers of a closed loop's requests: whichever sender has an answer first takes the next.
final class RequestNumbers: Sendable {
  private let count: UInt64
  private let next = Atomic<UInt64>(0)

  init(count: UInt64) {
    self.count = count
  }

  /// The next number; `nil` when all were taken.
  func take() -> UInt64? {
    let number = next.add(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }

  /// Takes all that are left, and says how many they were.
  func takeRest() -> UInt64 {
    let taken = next.exchange(count, ordering: .relaxed)
    return count - min(count, taken)
  }
}
