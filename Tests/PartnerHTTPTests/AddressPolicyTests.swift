import Testing

@testable import PartnerHTTP

@Suite struct AddressPolicyTests {
  @Test(arguments: [
    "169.254.169.254", "169.254.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "255.255.255.255", "::",
    "fe80::1",
    "febf::1", "ff02::1", "fd00:ec2::254", "::ffff:169.254.169.254", "::169.254.169.254", "64:ff9b::169.254.169.254",
    "64:ff9b::a9fe:a9fe", "::ffff:0.0.0.0", "::ffff:224.0.0.1", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1",
    "100.100.100.200", "192.0.0.192", "fd20:ce::254",
  ])
  func whatIsLeftOutIsLeftOutInEveryForm(text: String) throws {
    #expect(!AddressPolicy().allows(try #require(IPAddress(text))))
  }

  @Test(arguments: [
    "127.0.0.1", "10.1.2.3", "192.0.2.1", "8.8.8.8", "::1", "fd00:ec2::253", "2001:db8::1", "fec0::1",
    "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:808:808::1", "100.100.100.201",
  ])
  func othersAreAllowed(text: String) throws {
    #expect(AddressPolicy().allows(try #require(IPAddress(text))))
  }

  @Test func namedRangesAreAllThatIsAllowed() throws {
    let ranges = ["10.0.0.0/9", "2001:db8::/33", "192.0.2.7", "::ffff:198.51.100.0/120"].compactMap(AddressRange.init)
    let policy = AddressPolicy(allowing: ranges)
    let allowed = ["10.127.255.255", "::ffff:10.0.0.1", "2001:db8:7fff::1", "192.0.2.7", "198.51.100.9"]
    let refused = ["10.128.0.0", "2001:db8:8000::1", "192.0.2.8", "127.0.0.1", "198.51.101.9", "::1"]
    #expect(ranges.count == 4)
    for text in allowed { #expect(policy.allows(try #require(IPAddress(text))), "\(text)") }
    for text in refused { #expect(!policy.allows(try #require(IPAddress(text))), "\(text)") }
  }

  @Test func aRangeOfEverythingHasEverythingOfItsFamily() throws {
    let policy = AddressPolicy(allowing: [try #require(AddressRange("0.0.0.0/0"))])
    #expect(policy.allows(try #require(IPAddress("169.254.169.254"))))
    #expect(!policy.allows(try #require(IPAddress("2001:db8::1"))))
  }

  @Test(arguments: [
    "", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "name", "fe80::1%lo",
  ])
  func whatIsNoRangeIsNotRead(text: String) {
    #expect(AddressRange(text) == nil)
  }
}
