/// The address at which a server listens: a host name or an IP address, and a port.
public struct ServerAddress: Hashable, Sendable {
  /// A host name, an IPv4 address or an IPv6 address without brackets.
  public var host: String

  /// The TCP port, 1 to 65535.
  public var port: Int

  /// An address from its parts.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The address that a server and its clients use unless they are told another.
  public static let standard = ServerAddress(host: "127.0.0.1", port: 7400)
}

extension ServerAddress: CustomStringConvertible {
  /// `HOST:PORT`, with brackets around an IPv6 address.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
