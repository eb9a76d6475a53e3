import Glibc

/// The secrets by which requests are signed, by host.
public struct PartnerSecrets: Hashable, Sendable {
  /// The reason why a file of secrets can't be used, for who wrote it.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The fault, with the number of the line. It names no secret.
    public let description: String
  }

  /// The most bytes of a file.
  private static let maximumBytes = 1_024 * 1_024

  private var byHost: [String: [UInt8]] = [:]
  private var forAll: [UInt8]?

  /// No secrets: nothing is signed.
  public init() {}

  /// Reads lines of `HOST SECRET`; a line of a secret alone is for all other hosts. A secret is `whsec_` with Base64
  /// behind it, or a text that is taken as it is. Empty lines and those that begin with # say nothing.
  public init(_ text: String) throws(Fault) {
    // As a scalar, for the pair of CR and LF is one character.
    for (place, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split { " \t\r".unicodeScalars.contains($0) }.map { String($0) }
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      let number = place + 1
      guard words.count <= 2 else { throw Fault(description: "line \(number) has more than a host and a secret") }
      let secret = try Self.secret(words[words.count - 1], number)
      if words.count == 1 {
        guard forAll == nil else { throw Fault(description: "line \(number) is a second secret for all hosts") }
        forAll = secret
      } else if first.utf8.contains(where: { ":*/".utf8.contains($0) }), IPAddress(first) == nil {
        throw Fault(description: "line \(number): \(first) is no host; give a name or an address, without a port")
      } else if byHost.updateValue(secret, forKey: first.lowercased()) != nil {
        throw Fault(description: "line \(number) is a second secret for \(first.lowercased())")
      }
    }
  }

  /// Reads a file. Throws also where it can't be read, in the system's words.
  public init(file path: String) throws(Fault) {
    guard let file = fopen(path, "r") else { throw Fault(description: String(cString: strerror(errno))) }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    guard ferror(file) == 0 else { throw Fault(description: String(cString: strerror(errno))) }
    guard count <= Self.maximumBytes else { throw Fault(description: "it has more than 1 MiB") }
    guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw Fault(description: "it is no UTF-8")
    }
    try self.init(text)
    if byHost.isEmpty, forAll == nil { throw Fault(description: "it has no secret") }
  }

  /// The secret for a host, which is in lower case; `nil`: requests to it are not signed.
  func secret(for host: String) -> [UInt8]? { byHost[host] ?? forAll }

  private static func secret(_ text: String, _ number: Int) throws(Fault) -> [UInt8] {
    guard text.hasPrefix("whsec_") else { return Array(text.utf8) }
    guard let bytes = Base64.decode(String(text.dropFirst(6))), !bytes.isEmpty else {
      throw Fault(description: "line \(number): what follows whsec_ is no Base64")
    }
    return bytes
  }
}
