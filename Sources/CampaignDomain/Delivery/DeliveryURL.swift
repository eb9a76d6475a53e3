/// The address of a partner's service that takes coupons: an absolute http or https URL (RFC 3986) in ASCII, without
/// user info and fragment.
public struct DeliveryURL: Hashable, Sendable, CustomStringConvertible {
  /// The most bytes of one.
  public static let maximumBytes = 2_048

  /// The URL as it was sent.
  public let text: String

  /// `nil` for the empty text, which stands for none. Throws the fault of the field `delivery_url`.
  public init?(_ text: String) throws(FieldFault) {
    if text.isEmpty { return nil }
    guard text.utf8.count <= Self.maximumBytes else {
      throw Self.fault("is \(text.utf8.count) bytes long; at most 2,048 are allowed")
    }
    if let fault = Parts.fault(of: text) { throw Self.fault(fault) }
    self.text = text
  }

  /// A URL that was checked before: read back from where it was saved.
  public init(alreadyChecked text: String) { self.text = text }

  /// The same as `text`.
  public var description: String { text }

  private static func fault(_ description: String) -> FieldFault {
    FieldFault(field: "delivery_url", description: description)
  }
}

extension DeliveryURL {
  /// The parts of a URL; `nil` where a row holds what is none.
  public var parts: Parts? { Parts(text) }

  /// The parts of which a request is made.
  public struct Parts: Hashable, Sendable {
    /// True for https.
    public let isSecure: Bool
    /// The host in lower case: a name, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    /// 1...65535; the scheme's own where the URL names none.
    public let port: Int
    /// Begins with a slash.
    public let path: String
    /// The query without its question mark; `nil`: there is none.
    public let query: String?

    /// Reads a URL; `nil`: it is none that a coupon can be handed to.
    public init?(_ text: String) {
      guard case .success(let parts) = Self.parse(text) else { return nil }
      self = parts
    }

    private init(isSecure: Bool, host: String, port: Int, path: String, query: String?) {
      self.isSecure = isSecure
      self.host = host
      self.port = port
      self.path = path
      self.query = query
    }

    /// The words for what is wrong with a URL; `nil`: nothing is.
    static func fault(of text: String) -> String? {
      switch parse(text) {
      case .success: nil
      case .failure(let fault): fault.text
      }
    }

    /// True where both are of one origin (RFC 6454): scheme, host and port.
    public func hasOrigin(of other: Parts) -> Bool {
      isSecure == other.isSecure && host == other.host && port == other.port
    }

    private struct Fault: Error { let text: String }

    private static func parse(_ text: String) -> Result<Parts, Fault> {
      func fail(_ text: String) -> Result<Parts, Fault> { .failure(Fault(text: text)) }
      guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        return fail("has a character that a URL can't have; percent-encode it")
      }
      guard !text.utf8.contains(UInt8(ascii: "#")) else { return fail("has a fragment (#); remove it") }
      let lower = text.lowercased()
      let isSecure = lower.hasPrefix("https://")
      guard isSecure || lower.hasPrefix("http://") else { return fail("must begin with https:// or http://") }
      let rest = text.utf8.dropFirst(isSecure ? 8 : 7)
      let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
      let authority = String(rest[..<end]) ?? ""
      guard !authority.utf8.contains(UInt8(ascii: "@")) else {
        return fail("has user info (@); give the secret to the scheduler by --delivery-secret-file")
      }
      guard let (host, port) = split(authority, standardPort: isSecure ? 443 : 80) else {
        return fail("has no host and port that can be connected to")
      }
      let target = String(rest[end...]) ?? ""
      let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
      let path = mark.map { String(target[..<$0]) } ?? target
      let query = mark.map { String(target[target.utf8.index(after: $0)...]) }
      guard target.utf8.allSatisfy(isTargetByte) else {
        return fail("has a character in its path or query that must be percent-encoded")
      }
      guard isPercentEncoded(target) else { return fail("has a % that is not followed by two hexadecimal digits") }
      return .success(
        Parts(isSecure: isSecure, host: host, port: port, path: path.isEmpty ? "/" : path, query: query))
    }

    private static func split(_ authority: String, standardPort: Int) -> (host: String, port: Int)? {
      var host = Substring(authority)
      var portText: Substring?
      if authority.hasPrefix("[") {
        guard let close = authority.firstIndex(of: "]") else { return nil }
        host = authority[authority.index(after: authority.startIndex)..<close]
        let behind = authority[authority.index(after: close)...]
        guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
        if !behind.isEmpty { portText = behind.dropFirst() }
        guard host.contains(":"), host.utf8.allSatisfy(isAddressByte) else { return nil }
      } else {
        if let colon = authority.firstIndex(of: ":") {
          host = authority[..<colon]
          portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isNameByte) else { return nil }
      }
      guard let portText, !portText.isEmpty else { return (host.lowercased(), standardPort) }
      guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
        (1...65_535).contains(port)
      else { return nil }
      return (host.lowercased(), port)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
      default: false
      }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
      isHexadecimal(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
      default: false
      }
    }

    /// The characters of paths and queries (RFC 3986, appendix A).
    private static func isTargetByte(_ byte: UInt8) -> Bool {
      isNameByte(byte) || "/?%:@~!$&'()*+,;=".utf8.contains(byte)
    }

    private static func isPercentEncoded(_ text: String) -> Bool {
      let bytes = Array(text.utf8)
      return bytes.indices.allSatisfy { index in
        bytes[index] != UInt8(ascii: "%")
          || index + 2 < bytes.count && isHexadecimal(bytes[index + 1]) && isHexadecimal(bytes[index + 2])
      }
    }
  }
}
