import CLibPQ
import Glibc
import Synchronization

/// A look-up of a host's name by the system's resolver, which knows no deadline: it has a thread of its own, and
/// whoever waits for it leaves at theirs. Those who ask for a name that is being looked up wait for the same look-up,
/// so that there are no more threads than names.
final class HostNameLookup: Sendable {
  enum Outcome: Equatable {
    /// IP addresses, as they are written.
    case found([String])
    /// None, in the resolver's words.
    case failed(String)
  }

  /// Blocks for as long as it likes.
  typealias Resolver = @Sendable (String) -> Outcome

  private static let underWay = Mutex<[String: HostNameLookup]>([:])
  private let outcome = Mutex<Outcome?>(nil)
  private let done = Interruption()

  private init() {}

  /// The addresses of a name, in the resolver's order; `nil` once the deadline passed or the wait was interrupted.
  static func outcome(
    of name: String, until deadline: ContinuousClock.Instant, unless interruption: Interruption?,
    by resolver: @escaping Resolver = systemResolver
  ) -> Outcome? {
    if case .found(let addresses) = resolve(name, flags: AI_NUMERICHOST), let address = addresses.first {
      return .found([address])
    }
    let lookup = underWay.withLock { underWay in
      if let lookup = underWay[name] { return lookup }
      let lookup = HostNameLookup()
      underWay[name] = lookup
      if !ConnectionThread.start(named: "lookup", { lookup.run(name, by: resolver) }) {
        underWay[name] = nil
        lookup.finish(.failed("the system has no thread to look it up on"))
      }
      return lookup
    }
    guard SocketWait.wait(for: .read, on: lookup.done.descriptor, until: deadline, unless: interruption) else {
      return nil
    }
    return lookup.outcome.withLock { $0 }
  }

  private func run(_ name: String, by resolver: Resolver) {
    let outcome = resolver(name)
    Self.underWay.withLock { $0[name] = nil }
    finish(outcome)
  }

  private func finish(_ outcome: Outcome) {
    self.outcome.withLock { $0 = outcome }
    done.interrupt()
  }

  /// Asks getaddrinfo.
  static let systemResolver: Resolver = { resolve($0, flags: 0) }

  private static func resolve(_ name: String, flags: Int32) -> Outcome {
    var hints = addrinfo()
    hints.ai_flags = flags
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &hints, &list)
    guard code == 0 else { return .failed(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    var addresses: [String] = []
    var entry = list
    while let current = entry {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let code = getnameinfo(
        current.pointee.ai_addr, current.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      if code == 0 {
        addresses.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
      }
      entry = current.pointee.ai_next
    }
    return addresses.isEmpty ? .failed("the name has no address") : .found(addresses)
  }
}
