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
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else {
      throw FlagFault("expected HOST:PORT, such as 127.0.0.1:7400")
    }
    self.host = try Self.parseHost(text[..<colon])
    self.port = try Self.parsePort(text[text.utf8.index(after: colon)...], lowestPort: lowestPort)
  }

  private static func parseHost(_ text: Substring) throws(FlagFault) -> String {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let address = text.dropFirst().dropLast()
      guard address.contains(":"), address.utf8.count <= 64, address.utf8.allSatisfy(isOfAddress) else {
        throw FlagFault("expected an IPv6 address in the brackets, such as [::1]:7400")
      }
      return String(address)
    }
    guard !text.isEmpty else { throw FlagFault("expected a host before the colon, such as 127.0.0.1:7400") }
    guard !text.contains(":") else { throw FlagFault("an IPv6 address goes in brackets, such as [::1]:7400") }
    guard text.utf8.count <= 253, text.utf8.allSatisfy(isOfHostName) else {
      throw FlagFault("a host is letters, digits, dots and hyphens, such as coupons.example.com:7400")
    }
    return String(text)
  }

  private static func parsePort(_ text: Substring, lowestPort: Int) throws(FlagFault) -> Int {
    guard text.utf8.count <= 5, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      let port = Int(text), (lowestPort...65535).contains(port)
    else {
      throw FlagFault("expected a port from \(lowestPort) to 65535 after the last colon")
    }
    return port
  }

  private static func isOfHostName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  // Hexadecimal digits and colons, dots of an embedded IPv4 address, and a zone such as %eth0.
  private static func isOfAddress(_ byte: UInt8) -> Bool {
    isOfHostName(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
  }
}

extension Endpoint: CustomStringConvertible {
  /// HOST:PORT, an IPv6 address in brackets.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
