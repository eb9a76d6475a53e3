import CLibCrypto
import CampaignDomain

/// The headers by which a service knows a request for ours (Standard Webhooks 1.0, "Signature scheme").
enum RequestSignature {
  /// `time`: seconds since 1970. Without a secret a request has its id and time, and no signature.
  static func headers(
    of id: RequestID, at time: Int64, body: [UInt8], secret: [UInt8]?
  ) -> [(name: String, value: String)] {
    var headers = [(name: "webhook-id", value: id.description), (name: "webhook-timestamp", value: String(time))]
    if let secret {
      let signature = signature(id: id.description, time: time, body: body, secret: secret)
      headers.append((name: "webhook-signature", value: signature))
    }
    return headers
  }

  /// The value of `webhook-signature`, of version 1: HMAC-SHA256 of id, time and body, with dots between them.
  static func signature(id: String, time: Int64, body: [UInt8], secret: [UInt8]) -> String {
    let signed = Array("\(id).\(time).".utf8) + body
    return "v1," + Base64.encode(hash(signed, key: secret))
  }

  private static func hash(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    // libcrypto refuses only without memory, and there Swift ends the process, too.
    let result = HMAC(EVP_sha256(), key, Int32(clamping: key.count), bytes, bytes.count, &digest, &count)
    precondition(result != nil && count == 32, "libcrypto has no memory for a digest")
    return digest
  }
}

/// Base64 (RFC 4648, section 4) by the system's libcrypto.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&text, bytes, Int32(clamping: bytes.count))
    return String(decoding: text.prefix(Int(max(0, count))), as: UTF8.self)
  }

  /// `nil`: the text is none. Padding may be left out.
  static func decode(_ text: String) -> [UInt8]? {
    var characters = Array(text.utf8)
    guard characters.count <= 4_096, characters.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "-") }) else {
      return nil
    }
    while characters.last == UInt8(ascii: "=") { characters.removeLast() }
    guard !characters.contains(UInt8(ascii: "=")), characters.count % 4 != 1 else { return nil }
    let padding = (4 - characters.count % 4) % 4
    characters += [UInt8](repeating: UInt8(ascii: "="), count: padding)
    var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3 + 1)
    let count = Int(EVP_DecodeBlock(&bytes, characters, Int32(clamping: characters.count)))
    guard count >= padding else { return nil }
    return Array(bytes.prefix(count - padding))
  }
}
