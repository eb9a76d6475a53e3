import Glibc

/// An IPv4 or IPv6 address, without a zone.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address in network order: 4 or 16 bytes.
  let bytes: [UInt8]

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads dotted IPv4 or IPv6 (inet_pton(3)); `nil`: the text is none.
  public init?(_ text: String) {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  /// As it is written (inet_ntop(3)).
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else {
      return ""
    }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The IPv4 address that an IPv6 address stands for (mapped, compatible, NAT64's, its local prefix's or 6to4's; RFC
  /// 4291, section 2.5.5, RFC 6052, section 2.1, RFC 8215, and RFC 3056, section 2); another address itself.
  var unmapped: IPAddress {
    guard bytes.count == 16 else { return self }
    let (head, tail) = (Array(bytes[..<12]), Array(bytes[12...]))
    switch head {
    case Self.mappedPrefix, Self.nat64Prefix: return IPAddress(bytes: tail)
    // `::` and `::1` are addresses of their own.
    case Self.zeros where !tail.starts(with: [0, 0, 0]): return IPAddress(bytes: tail)
    case _ where head.starts(with: Self.localNAT64Prefix): return IPAddress(bytes: tail)
    case _ where head.starts(with: [0x20, 0x02]): return IPAddress(bytes: Array(bytes[2..<6]))
    default: return self
    }
  }

  private static let localNAT64Prefix: [UInt8] = [0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01]
  private static let zeros = [UInt8](repeating: 0, count: 12)
  private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
  private static let nat64Prefix: [UInt8] = [0x00, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)
}

/// A range of addresses that begin with the same bits (CIDR, RFC 4632).
public struct AddressRange: Hashable, Sendable {
  private let base: IPAddress
  private let prefixLength: Int

  /// Reads `10.0.0.0/8`, `fd00::/8`, or an address alone. `nil`: the text is none. A range of IPv4 addresses that are
  /// written as IPv6 is one of IPv4.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
    var length = address.bytes.count * 8
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]), given <= length else {
        return nil
      }
      length = given
    }
    let plain = address.unmapped
    if plain.bytes.count < address.bytes.count, length >= 96 {
      (base, prefixLength) = (plain, length - 96)
    } else {
      (base, prefixLength) = (address, length)
    }
  }

  /// True where the address, which is no mapped one, begins with the range's bits.
  func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == base.bytes.count else { return false }
    var left = prefixLength
    for (byte, wanted) in zip(address.bytes, base.bytes) where left > 0 {
      let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
      guard byte & mask == wanted & mask else { return false }
      left -= 8
    }
    return true
  }
}
