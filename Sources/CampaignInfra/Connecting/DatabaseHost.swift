/// One host of a connection string, as libpq counts them (PostgreSQL documentation, section 34.1.1.3): the elements of
/// `host`, `hostaddr` and `port` belong together by their places.
struct DatabaseHost: Hashable {
  /// A name, an IP address or the path of a socket's folder; empty: libpq's own choice.
  let name: String
  /// An IP address that is used in place of the name, which is then only what TLS and password files know the host by.
  let address: String
  let port: String

  /// The hosts of these three lists, in order; at least one. Throws what doesn't fit.
  static func list(names: String, addresses: String, ports: String) throws(ConnectFailure) -> [DatabaseHost] {
    let (names, addresses, ports) = (elements(names), elements(addresses), elements(ports))
    if !names.isEmpty, !addresses.isEmpty, names.count != addresses.count {
      throw ConnectFailure(
        .misconfigured, "the URL or PGHOST names \(names.count) host(s), and hostaddr \(addresses.count)")
    }
    let count = max(1, names.count, addresses.count)
    guard ports.count <= 1 || ports.count == count else {
      throw ConnectFailure(
        .misconfigured, "there are \(ports.count) ports for \(count) host(s): give one, or each its own")
    }
    return (0..<count).map { index in
      DatabaseHost(
        name: names.element(index), address: addresses.element(index),
        // A single port is every host's.
        port: ports.count == 1 ? ports.element(0) : ports.element(index))
    }
  }

  /// Splits a list. libpq takes an empty one for none; inside of a list an element may be empty.
  private static func elements(_ list: String) -> [String] {
    list.isEmpty ? [] : list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// True where it is reached by a socket of this machine. libpq takes a path, or the "@" of an abstract one.
  var isSocket: Bool { address.isEmpty && (name.hasPrefix("/") || name.hasPrefix("@")) }

  /// The name for people; `address` is one of those that its name has.
  func label(at address: String = "") -> String {
    let port = port.isEmpty ? "5432" : port
    if isSocket { return "\(name)/.s.PGSQL.\(port)" }
    let host = name.isEmpty ? self.address : name
    guard !host.isEmpty else { return "the default host, port \(port)" }
    let place = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    return address.isEmpty || address == host ? place : "\(place) (\(address))"
  }
}

extension [String] {
  /// The element at a place, or an empty one behind the end.
  fileprivate func element(_ index: Int) -> String { indices.contains(index) ? self[index] : "" }
}
