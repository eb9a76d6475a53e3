/// Text that is compared byte by byte, as PostgreSQL compares it. Swift's `String` takes a composed and a decomposed
/// syllable for equal; two users whose ids differ so are two users.
public struct ExactText: Hashable, Sendable {
  /// The text as it was sent or saved.
  public let text: String
  /// `TextDigest` of its bytes: hashed once, when the text arrives, and not again for each look into a set while a lock
  /// is held.
  public let digest: Int

  init(text: String) {
    var text = text
    digest = text.withUTF8 { TextDigest.of(UnsafeRawBufferPointer($0)) }
    self.text = text
  }

  /// True when both have the same bytes.
  public static func == (left: ExactText, right: ExactText) -> Bool {
    guard left.digest == right.digest else { return false }
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in right.withUTF8 { right in haveEqualBytes(left, right) } }
  }

  /// Eight bytes at a time.
  private static func haveEqualBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    let (left, right) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
    var offset = 0
    while left.count - offset >= 8 {
      let leftWord = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      guard leftWord == right.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
      offset += 8
    }
    while offset < left.count {
      guard left[offset] == right[offset] else { return false }
      offset += 1
    }
    return true
  }

  /// Hashes the digest.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(digest)
  }
}

/// A hash of a text's bytes, with a seed of this process: equal texts have equal digests, and nobody outside can choose
/// texts that have.
public enum TextDigest {
  /// The digest of UTF-8, as it was sent.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: bytes)
    return hasher.finalize()
  }
}

/// The rules of docs/contract.md, section 2, "Fields", for text that a caller sends.
public enum TextRule {
  /// The longest `user_id` or `idempotency_key`.
  public static let maximumIdentifierBytes = 128
  /// The Unicode scalars of the longest name of a campaign.
  public static let maximumNameScalars = 200
  /// The Unicode scalars of the longest reason that an admin gives.
  public static let maximumReasonScalars = 1_000

  /// A scalar that no `user_id` and no key may have, or `nil`.
  static func faultOfIdentifier(_ text: String) -> String? {
    guard text.utf8.count <= maximumIdentifierBytes else {
      return "is \(text.utf8.count) bytes long; at most \(maximumIdentifierBytes) are allowed"
    }
    return faultOfScalars(text.unicodeScalars)
  }

  /// The fault of a campaign's name, or `nil`: a name goes to terminals, pages and files, where a control character
  /// acts.
  static func faultOfName(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    guard (1...maximumNameScalars).contains(scalars.count) else {
      return scalars.isEmpty
        ? "is empty; give a name of 1 to 200 characters" : "has \(scalars.count) characters; at most 200 are allowed"
    }
    return faultOfScalars(scalars)
  }

  /// The fault of a reason that an admin gives, or `nil`: it may be empty.
  public static func faultOfReason(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    guard scalars.count <= maximumReasonScalars else {
      return "has \(scalars.count) characters; at most 1,000 are allowed"
    }
    return faultOfScalars(scalars)
  }

  /// Names the first scalar that no text of a caller may have.
  private static func faultOfScalars(_ scalars: String.UnicodeScalarView) -> String? {
    for scalar in scalars where !isPrintableASCII(scalar) {
      switch scalar.properties.generalCategory {
      case .control: return "has the control character \(codePoint(scalar)); remove it"
      case .unassigned: return "has \(codePoint(scalar)), which is not assigned in Unicode; remove it"
      default: continue
      }
    }
    return nil
  }

  /// True when bytes, which are UTF-8, are surely a sound `user_id` or key: few enough, and nothing but printable ASCII
  /// and Hangul syllables. Others may be sound too.
  public static func isPlainIdentifier(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= maximumIdentifierBytes else { return false }
    var offset = 0
    while offset < bytes.count {
      if (0x20...0x7E).contains(bytes[offset]) {
        offset += 1
      } else if isHangulSyllable(bytes, at: offset) {
        offset += 3
      } else {
        return false
      }
    }
    return true
  }

  /// U+AC00 to U+D7A3 are EA B0 80 to ED 9E A3, and all between them have three bytes.
  private static func isHangulSyllable(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    guard offset + 3 <= bytes.count else { return false }
    let sequence = UInt32(bytes[offset]) << 16 | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2])
    return (0xEAB080...0xED9EA3).contains(sequence)
  }

  private static func isPrintableASCII(_ scalar: Unicode.Scalar) -> Bool {
    (0x20...0x7E).contains(scalar.value)
  }

  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
