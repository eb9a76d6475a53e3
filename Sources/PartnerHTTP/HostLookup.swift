import Glibc
import Synchronization

/// Looks the names of hosts up by the system's resolver, which blocks and knows no deadline: each look-up has a thread
/// of its own, and whoever waits for it leaves at theirs. Those who ask for a name that is being looked up wait for the
/// same look-up; nothing is kept beyond it.
final class HostLookup: Sendable {
  enum Outcome: Hashable, Sendable {
    /// The addresses, in the resolver's order.
    case found([IPAddress])
    /// None, in the resolver's words.
    case failed(String)
  }

  /// Blocks as long as it likes.
  typealias Resolver = @Sendable (String) -> Outcome

  /// The most names that are looked up at once: each of them keeps a thread as long as the resolver takes, which may be
  /// longer than anybody waits, and must not keep other names from theirs.
  private static let threadLimit = 256

  private struct Waiter {
    let continuation: CheckedContinuation<Outcome, Never>
    /// Ends the wait at its deadline.
    var timer: Task<Void, Never>?

    func end(_ outcome: Outcome) {
      timer?.cancel()
      continuation.resume(returning: outcome)
    }
  }

  private struct State {
    var lastID: UInt64 = 0
    var waiting: [String: [UInt64: Waiter]] = [:]
  }

  private let resolver: Resolver
  private let state = Mutex(State())

  init(resolver: @escaping Resolver = HostLookup.systemResolver) {
    self.resolver = resolver
  }

  /// The addresses of a host; of an address, itself.
  func addresses(of host: String, until deadline: ContinuousClock.Instant) async -> Outcome {
    if let address = IPAddress(host) { return .found([address]) }
    return await withCheckedContinuation { continuation in
      let (id, isFirst) = state.withLock { state -> (UInt64?, Bool) in
        let isFirst = state.waiting[host] == nil
        guard !isFirst || state.waiting.count < Self.threadLimit else { return (nil, false) }
        state.lastID += 1
        let id = state.lastID
        let timer = Task { [self] in
          do { try await Task.sleep(until: deadline, clock: .continuous) } catch { return }
          leave(id, of: host)
        }
        state.waiting[host, default: [:]][id] = Waiter(continuation: continuation, timer: timer)
        return (id, isFirst)
      }
      guard id != nil else { return continuation.resume(returning: .failed("too many names are being looked up")) }
      if isFirst, !startLookup(of: host) { finish(host, .failed("the system has no thread to look it up on")) }
    }
  }

  /// The waiter goes; the look-up, which can't be ended, keeps its place.
  private func leave(_ id: UInt64, of host: String) {
    let waiter = state.withLock { $0.waiting[host]?.removeValue(forKey: id) }
    waiter?.end(.failed("the name was not looked up in time"))
  }

  private func finish(_ host: String, _ outcome: Outcome) {
    let waiting = state.withLock { $0.waiting.removeValue(forKey: host) } ?? [:]
    for waiter in waiting.values { waiter.end(outcome) }
  }

  private func startLookup(of host: String) -> Bool {
    let body = Unmanaged.passRetained(Body { self.finish(host, self.resolver(host)) })
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard error == 0 else {
      body.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// Asks getaddrinfo(3).
  static let systemResolver: Resolver = { name in
    var hints = addrinfo()
    hints.ai_flags = AI_ADDRCONFIG
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &hints, &list)
    guard code == 0 else { return .failed(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    var entry = list
    while let current = entry {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let code = getnameinfo(
        current.pointee.ai_addr, current.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      let written = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      // A zone is no part of an address, and stands with link-local ones alone.
      if code == 0, let address = IPAddress(String(written.prefix { $0 != "%" })) { addresses.append(address) }
      entry = current.pointee.ai_next
    }
    return addresses.isEmpty ? .failed("the name has no address") : .found(addresses)
  }
}
