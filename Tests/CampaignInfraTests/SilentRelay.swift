import Foundation
import Glibc
import Synchronization

/// Stands between this process and PostgreSQL and forgets connections without a word: what comes on them is swallowed,
/// and this process hears nothing of it. PostgreSQL sees them end: a session amid its authentication would keep every
/// DROP DATABASE of the cluster, and with it every other test, waiting for `authentication_timeout`, a minute.
final class SilentRelay: Sendable {
  /// The database's URL by way of the relay.
  let url: String
  private let state = State()
  private let listener: Int32

  private final class State: Sendable {
    /// The number of connections that were made, and the last of those that are forgotten.
    let made = Atomic(0)
    let forgotten = Atomic(0)
    /// The ends at PostgreSQL of the connections that are not forgotten.
    let databaseEnds = Mutex<[Int32]>([])
  }

  struct Unusable: Error {}

  init(to databaseURL: String) throws {
    guard var components = URLComponents(string: databaseURL), let port = components.port else { throw Unusable() }
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = Self.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard listener >= 0, Self.withSocketAddress(&address, { bind(listener, $0, length) }) == 0,
      listen(listener, 64) == 0,
      Self.withSocketAddress(&address, { getsockname(listener, $0, &length) }) == 0
    else { throw Unusable() }
    self.listener = listener
    components.port = Int(UInt16(bigEndian: address.sin_port))
    components.queryItems = [
      URLQueryItem(name: "sslmode", value: "disable"), URLQueryItem(name: "gssencmode", value: "disable"),
    ]
    url = components.string ?? ""
    let state = state
    Thread { Self.accept(on: listener, to: port, state) }.start()
  }

  /// The number of connections that were made by way of it.
  var connectionCount: Int { state.made.load(ordering: .acquiring) }

  /// The number of those that it forgot.
  var forgottenCount: Int { state.forgotten.load(ordering: .acquiring) }

  /// Forgets the connections that there are; new ones are forwarded.
  func forget() {
    state.databaseEnds.withLock { ends in
      state.forgotten.store(connectionCount, ordering: .releasing)
      for end in ends { shutdown(end, Int32(SHUT_RDWR)) }
      ends = []
    }
  }

  /// Ends it, and every connection.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private static func accept(on listener: Int32, to port: Int, _ state: State) {
    var ends: [Int32] = [listener]
    defer {
      // Threads that read from them see their end.
      for end in ends { shutdown(end, Int32(SHUT_RDWR)) }
    }
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      let database = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      var address = address(port: UInt16(clamping: port))
      let isConnected = withSocketAddress(&address) {
        connect(database, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
      guard isConnected else { return }
      ends += [client, database]
      let number = state.databaseEnds.withLock { ends in
        ends.append(database)
        return state.made.add(1, ordering: .acquiringAndReleasing).newValue
      }
      for (from, to) in [(client, database), (database, client)] {
        Thread { copy(from: from, to: to) { number <= state.forgotten.load(ordering: .acquiring) } }.start()
      }
    }
  }

  private static func copy(from source: Int32, to sink: Int32, isForgotten: () -> Bool) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(source, &buffer, buffer.count)
      if isForgotten() {
        if count <= 0 { return }
        continue
      }
      guard count > 0, send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
        shutdown(sink, Int32(SHUT_RDWR))
        return
      }
    }
  }

  private static func address(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    return address
  }

  private static func withSocketAddress<Value>(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Value
  ) -> Value {
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
    }
  }
}
