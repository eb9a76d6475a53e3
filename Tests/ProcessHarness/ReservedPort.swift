import Glibc

/// A port of this machine that nobody listens at and nobody else gets while it is held.
public final class ReservedPort {
  private let descriptor: Int32
  /// `127.0.0.1:PORT`.
  public let address: String

  /// Takes this port, or a free one. A port that somebody listened at until now can be taken at once.
  public init(_ port: Int = 0) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var reuses: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuses, socklen_t(MemoryLayout<Int32>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(port).bigEndian
    place.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    // Bound but not listening: connecting is refused.
    let isBound = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(descriptor, place, length) == 0 && getsockname(descriptor, place, &length) == 0
      }
    }
    address = "127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    guard isBound else { throw BindFailure(code: errno) }
  }

  deinit { close(descriptor) }

  /// The reason why no port could be taken.
  public struct BindFailure: Error {
    /// The number of the operating system's error.
    public let code: Int32
  }
}
