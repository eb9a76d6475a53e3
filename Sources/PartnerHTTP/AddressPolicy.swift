/// The addresses that coupons may be sent to: campaigns name hosts, and a name can be made to mean any address.
public struct AddressPolicy: Hashable, Sendable {
  /// The addresses that are left out unless ranges are named: link-local ones with those of clouds' metadata,
  /// multicast, broadcast and unspecified ones.
  private static let excluded = [
    "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "::/128", "fe80::/10", "ff00::/8",
    "fd00:ec2::254/128", "fd20:ce::254/128", "100.100.100.200/32", "192.0.0.192/32",
  ].compactMap(AddressRange.init)

  private let allowed: [AddressRange]

  /// Allows these ranges alone; none: all but those that are left out.
  public init(allowing ranges: [AddressRange] = []) {
    allowed = ranges
  }

  /// True where coupons may be sent there. An IPv4 address is the same in whatever form of IPv6 it is written.
  public func allows(_ address: IPAddress) -> Bool {
    let address = address.unmapped
    if allowed.isEmpty { return !Self.excluded.contains { $0.contains(address) } }
    return allowed.contains { $0.contains(address) }
  }
}
