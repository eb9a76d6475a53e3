import CampaignDomain
import Testing

@testable import PartnerHTTP

@Suite struct SignatureTests {
  /// The sample of the Standard Webhooks' libraries.
  private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private static let body = Array(#"{"test": 2432232314}"#.utf8)

  @Test func theSampleOfStandardWebhooksIsSignedAsTheyDo() throws {
    let secret = try PartnerSecrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").secret(for: "any")
    let signature = RequestSignature.signature(
      id: Self.id, time: 1_614_265_330, body: Self.body, secret: try #require(secret))
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test func headersNameTheRequestAndTheTime() {
    let id = RequestID(high: 1, low: 2)
    let unsigned = RequestSignature.headers(of: id, at: 7, body: [], secret: nil)
    #expect(unsigned.map(\.name) == ["webhook-id", "webhook-timestamp"])
    #expect(unsigned.map(\.value) == [id.description, "7"])
    let signed = RequestSignature.headers(of: id, at: 7, body: [], secret: [1])
    #expect(signed.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
  }

  @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
  func base64IsReadAsItIsWritten(text: String) {
    let encoded = Base64.encode(Array(text.utf8))
    #expect(Base64.decode(encoded) == Array(text.utf8))
    #expect(Base64.decode(encoded.replacing("=", with: "")) == Array(text.utf8))
  }

  @Test(arguments: ["A", "AB=C", "AB CD", "A-B_", "Zm9v!", "=", "쿠폰"])
  func whatIsNoBase64IsNotRead(text: String) {
    #expect(Base64.decode(text) == nil || text == "=")
  }
}
