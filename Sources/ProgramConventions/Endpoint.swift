/// A host and a port, as `--address` and `--listen` take them.
public struct Endpoint: Hashable, Sendable {
  /// A host name or an IP address, an IPv6 address without its brackets.
  public let host: String
  /// The port; 0 asks the operating system for a free one.
  public let port: Int

  /// The endpoint at which a server listens unless told otherwise.
  public static let standard = Endpoint(host: "127.0.0.1", port: 7400)

  /// Makes an endpoint of parts that are right already.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads HOST:PORT of a server that is to be called: the port is 1 to 65535.
  public static func connecting(_ text: String) throws(FlagFault) -> Endpoint {
    try Endpoint(parsing: text, lowestPort: 1)
  }

  /// Reads HOST:PORT to listen at: port 0 takes a free one.
  public static func listening(_ text: String) throws(FlagFault) -> Endpoint {
    try Endpoint(parsing: text, lowestPort: 0)
  }

  private init(parsing text: String, lowestPort: Int) throws(FlagFault) {
    guard !text.contains("/") else {
      throw FlagFault("expected HOST:PORT without a scheme or a path, such as 127.0.0.1:7400")
    }
    guard let colon = text.lastIndex(of: ":") else { throw FlagFault("expected HOST:PORT, such as 127.0.0.1:7400") }
    let (hostText, portText) = (text[..<colon], text[text.index(after: colon)...])
    if hostText.hasPrefix("["), hostText.hasSuffix("]") {
      let address = hostText.dropFirst().dropLast()
      // Digits and colons, dots of an embedded IPv4 address, and a zone such as %eth0.
      guard address.contains(":"), address.wholeMatch(of: /[A-Za-z0-9._:%-]{1,64}/) != nil else {
        throw FlagFault("expected an IPv6 address in the brackets, such as [::1]:7400")
      }
      self.host = String(address)
    } else {
      guard !hostText.isEmpty else { throw FlagFault("expected a host before the colon, such as 127.0.0.1:7400") }
      guard !hostText.contains(":") else { throw FlagFault("an IPv6 address goes in brackets, such as [::1]:7400") }
      guard hostText.wholeMatch(of: /[A-Za-z0-9._-]{1,253}/) != nil else {
        throw FlagFault("a host is letters, digits, dots and hyphens, such as coupons.example.com:7400")
      }
      self.host = String(hostText)
    }
    guard portText.wholeMatch(of: /[0-9]{1,5}/) != nil, let port = Int(portText), (lowestPort...65535).contains(port)
    else {
      throw FlagFault("expected a port from \(lowestPort) to 65535 after the last colon")
    }
    self.port = port
  }
}

extension Endpoint: CustomStringConvertible {
  /// HOST:PORT, an IPv6 address in brackets.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
