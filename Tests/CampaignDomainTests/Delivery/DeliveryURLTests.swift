import CampaignDomain
import Testing

@Suite struct DeliveryURLTests {
  private static func parts(_ text: String) throws -> DeliveryURL.Parts {
    let url = try DeliveryURL(text)
    return try #require(url?.parts)
  }

  @Test func theEmptyTextIsNone() throws {
    #expect(try DeliveryURL("") == nil)
  }

  @Test func aURLHasItsParts() throws {
    let url = try Self.parts("HTTPS://Partner.Example:8443/v1/coupons?key=%41&b")
    #expect(url.isSecure && url.host == "partner.example" && url.port == 8_443)
    #expect(url.path == "/v1/coupons" && url.query == "key=%41&b")
    let plain = try Self.parts("http://[2001:DB8::1]")
    #expect(!plain.isSecure && plain.host == "2001:db8::1" && plain.port == 80)
    #expect(plain.path == "/" && plain.query == nil)
    #expect(try Self.parts("https://a?b").port == 443)
    #expect(try Self.parts("https://a:/").port == 443)
  }

  @Test(arguments: [
    "ftp://a/", "a", "http://", "http:///x", "http://a:0/", "http://a:65536/", "http://a:b/", "http://u@a/",
    "http://u:p@a/", "http://a/#x", "http://a/ x", "http://a/가", "http://a/%", "http://a/%4", "http://a/%zz",
    "http://[::1/", "http://[fe80::1%25lo]/", "http://a b/", "http://a\\@b/", "http://[1]/", "http://a/\"x\"",
    "http://a/<x>", "http://a/x|y", "http://a/x?{y}", "http://a/\\x", "http://a/[x]", "http://a/\u{7F}",
    "http://a/\r\nx",
  ])
  func whatIsNoSuchURLIsRefused(text: String) {
    #expect(throws: FieldFault.self) { try DeliveryURL(text) }
  }

  @Test func aURLHas2048BytesAtMost() throws {
    let text = "http://a/" + String(repeating: "x", count: 2_039)
    #expect(try DeliveryURL(text)?.text == text)
    #expect(throws: FieldFault.self) { try DeliveryURL(text + "x") }
  }

  @Test(arguments: [
    ("http://a/coupons", "http://a/coupons/ID"), ("http://a/coupons/?k=v", "http://a/coupons/ID?k=v"),
    ("http://a", "http://a/ID"), ("https://[::1]:8443/x?", "https://[::1]:8443/x/ID?"),
    ("https://A:443/x?a=/b", "https://a/x/ID?a=/b"),
  ])
  func aRequestHasAPlaceOfItsOwnBelowThePath(url: String, expected: String) throws {
    let id = RequestID(high: 1, low: 2)
    #expect(try Self.parts(url).place(of: id).text == expected.replacing("ID", with: id.description))
  }

  @Test(arguments: [
    ("/status/7", "http://a:81/status/7"), ("status", "http://a:81/v1/status"), ("?x=1", "http://a:81/v1/coupons?x=1"),
    ("../s", "http://a:81/s"), ("./s/./t/..", "http://a:81/v1/s/"), ("/../../s", "http://a:81/s"),
    ("http://A:81/s#here", "http://a:81/s"), ("//a:81/s", "http://a:81/s"), ("", "http://a:81/v1/coupons?k=v"),
    ("s?a=../b", "http://a:81/v1/s?a=../b"),
  ])
  func aReferenceIsResolved(reference: String, expected: String) throws {
    let place = try Self.parts("http://a:81/v1/coupons?k=v").resolving(reference)
    let expected = try Self.parts(expected)
    #expect(place?.parts == expected)
  }

  @Test(arguments: [
    "http://b:81/s", "https://a:81/s", "http://a/s", "//b:81/s", "http://a:81@b/s", "ftp://a:81/s", "mailto:x", "/가",
    "/a b", "http://a:81\\@b/",
  ])
  func aPlaceOfAnotherOriginIsNone(reference: String) throws {
    #expect(try Self.parts("http://a:81/v1/coupons").resolving(reference) == nil)
  }

  @Test func theFingerprintOfACreationHasTheURL() throws {
    func draft(_ url: String, name: String = "n", queueOnly: Bool = false) throws -> CampaignDraft {
      try CampaignDraft(
        name: name, totalCoupons: 1, start: .now, end: nil, perUserLimit: 1, idempotencyKey: "k", queueOnly: queueOnly,
        deliveryURL: url)
    }
    #expect(try draft("http://a/").queueOnly)
    #expect(try draft("http://a/").fingerprint == draft("http://a/", queueOnly: true).fingerprint)
    let prints = try [
      draft(""), draft("", queueOnly: true), draft("http://a/"), draft("http://a/b"), draft("http://a/", name: "b|n"),
    ].map(\.fingerprint)
    #expect(Set(prints).count == prints.count)
    #expect(throws: InvalidFields.self) { try draft("nonsense") }
  }
}
