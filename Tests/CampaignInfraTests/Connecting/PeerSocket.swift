import Glibc

@testable import CampaignInfra

/// A listening socket of a test's own that behaves as PostgreSQL never should.
final class PeerSocket: Sendable {
  /// `127.0.0.1:PORT`
  let address: String
  private let descriptor: Int32

  /// Takes connections, in the kernel, and never says a word.
  static func mute() throws -> PeerSocket { try PeerSocket() }

  /// Takes connections, waits for the first bytes, answers and closes.
  static func answering(_ bytes: [UInt8]) throws -> PeerSocket {
    let peer = try PeerSocket()
    let listener = peer.descriptor
    _ = ConnectionThread.start(named: "peer") {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 1024)
        _ = recv(connection, &buffer, buffer.count, 0)
        if !bytes.isEmpty { _ = send(connection, bytes, bytes.count, 0) }
        shutdown(connection, Int32(SHUT_WR))
        // The bytes are read first, because a close with unread bytes is a reset.
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
        close(connection)
      }
    }
    return peer
  }

  private init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(descriptor, place, length) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, place, &length) == 0
      }
    }
    address = "127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    guard isListening else { throw ListenFailure(code: errno) }
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  struct ListenFailure: Error {
    let code: Int32
  }
}
