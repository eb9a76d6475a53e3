import Foundation
import Synchronization

/// Collects one stream of a process and resumes those who wait for a text in it.
final class StreamCollector: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var ended = false
    var waiters: [(condition: Condition, continuation: CheckedContinuation<Void, Never>)] = []

    /// The waiters whose condition holds, or whose stream has ended.
    mutating func takeReady() -> [CheckedContinuation<Void, Never>] {
      let text = String(decoding: bytes, as: UTF8.self)
      var ready: [CheckedContinuation<Void, Never>] = []
      waiters.removeAll { waiter in
        guard ended || waiter.condition(text) else { return false }
        ready.append(waiter.continuation)
        return true
      }
      return ready
    }
  }

  typealias Condition = @Sendable (String) -> Bool

  private let descriptor: Int32
  private let started = Atomic(false)
  private let closed = Atomic(false)
  private let state = Mutex(State())

  /// A collector, and the end of the pair that the process writes to.
  static func make() throws -> (StreamCollector, writeEnd: Int32) {
    var ends: [Int32] = [-1, -1]
    // A pair of sockets, because pipe2, which closes on exec too, is hidden from Swift.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw ProgramProcess.StartFailure(code: errno) }
    return (StreamCollector(descriptor: ends[0]), ends[1])
  }

  /// The same with a pipe that has no room for a single byte more until somebody reads.
  static func makeFullPipe() throws -> (StreamCollector, writeEnd: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ProgramProcess.StartFailure(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let flags = fcntl(ends[1], F_GETFL)
    _ = fcntl(ends[1], F_SETFL, flags | O_NONBLOCK)
    var filling = [UInt8](repeating: UInt8(ascii: "."), count: 4_095) + [UInt8(ascii: "\n")]
    while write(ends[1], &filling, filling.count) > 0 {}
    _ = fcntl(ends[1], F_SETFL, flags)
    return (StreamCollector(descriptor: ends[0]), ends[1])
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Begins to read, unless that was done before.
  func start() {
    guard !started.exchange(true, ordering: .acquiringAndReleasing) else { return }
    Thread.detachNewThread { [self] in
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while !closed.load(ordering: .acquiring) {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        take(chunk[..<count], ended: false)
      }
      Foundation.close(descriptor)
      take([], ended: true)
    }
  }

  /// Stops reading after what is read next.
  func close() {
    closed.store(true, ordering: .releasing)
  }

  /// Everything, once the stream has ended.
  func all() async -> String {
    await wait { _ in false }
    return text()
  }

  func wait(for text: String) async {
    await wait { $0.contains(text) }
  }

  /// The first whole line that begins so; `nil` if the stream ends without one.
  func line(startingWith beginning: String) async -> String? {
    let find: @Sendable (String) -> Substring? = { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first { $0.hasPrefix(beginning) }
    }
    await wait { find($0) != nil }
    return find(text()).map(String.init)
  }

  /// Everything so far.
  func text() -> String {
    state.withLock { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private func wait(until condition: @escaping Condition) async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        state.waiters.append((condition, continuation))
        return state.takeReady()
      }
      for continuation in ready { continuation.resume() }
    }
  }

  private func take(_ bytes: ArraySlice<UInt8>, ended: Bool) {
    let ready = state.withLock { state in
      state.bytes += bytes
      state.ended = ended
      return state.takeReady()
    }
    for continuation in ready { continuation.resume() }
  }
}
