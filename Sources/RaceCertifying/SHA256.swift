internal import CLibCrypto

/// SHA-256 (FIPS 180-4) of text that comes piece by piece, by the system's libcrypto. Belongs to one thread at a time.
final class SHA256 {
  private let context: OpaquePointer

  init() {
    // libcrypto refuses both only without memory, and there Swift ends the process, too.
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto has no memory for a digest")
    }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Adds a text's UTF-8.
  func update(_ text: String) {
    var text = text
    text.withUTF8 { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest of everything until now, in lower-case hexadecimal digits. There is no `update` after it.
  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    digest.withUnsafeMutableBufferPointer { _ = EVP_DigestFinal_ex(context, $0.baseAddress, nil) }
    return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The digest of a text's UTF-8.
  static func hexadecimal(_ text: String) -> String {
    let digest = SHA256()
    digest.update(text)
    return digest.finish()
  }
}
