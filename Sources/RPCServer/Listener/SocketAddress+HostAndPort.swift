public import NIOCore

extension SocketAddress {
  /// The address as people write it: `127.0.0.1:7400`, `[::1]:7400`.
  public var hostAndPort: String {
    guard let host = ipAddress, let port else { return pathname ?? description }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
