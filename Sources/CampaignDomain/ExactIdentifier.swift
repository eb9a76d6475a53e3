/// An identifier whose text is compared byte by byte.
public protocol ExactIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// The text.
  var exact: ExactText { get }
}

extension ExactIdentifier {
  /// The text as it was sent, byte for byte: it is not normalised.
  @inlinable
  public var text: String { exact.text }
  /// The same as `text`.
  @inlinable
  public var description: String { exact.text }
  /// `TextDigest` of its bytes.
  @inlinable
  public var digest: Int { exact.digest }
}

/// The user that a coupon is for: 1 to 128 bytes of UTF-8 without control characters or unassigned scalars.
public struct UserID: ExactIdentifier {
  /// The text that was sent or saved.
  public let exact: ExactText

  /// `nil` for the empty text, which stands for "no user". Throws the fault of the field `user_id`.
  public init?(_ text: String) throws(FieldFault) {
    guard let exact = try ExactText(checking: text, of: "user_id") else { return nil }
    self.exact = exact
  }

  /// An id that was checked before: read back from where it was saved.
  public init(alreadyChecked text: String) {
    exact = ExactText(text: text)
  }
}

/// The caller's own name for one call: a repeat with the same key and fields gives the same answer. Its text is as that
/// of a `UserID`.
public struct IdempotencyKey: ExactIdentifier {
  /// The text that was sent or saved.
  public let exact: ExactText

  /// `nil` for the empty text, which stands for "no key". Throws the fault of the field `idempotency_key`.
  public init?(_ text: String) throws(FieldFault) {
    guard let exact = try ExactText(checking: text, of: "idempotency_key") else { return nil }
    self.exact = exact
  }

  /// A key that was checked before: read back from where it was saved.
  public init(alreadyChecked text: String) {
    exact = ExactText(text: text)
  }
}

extension ExactText {
  /// `nil` for the empty text. Throws what is wrong with an identifier in this field.
  fileprivate init?(checking text: String, of field: String) throws(FieldFault) {
    guard !text.isEmpty else { return nil }
    if let fault = TextRule.faultOfIdentifier(text) { throw FieldFault(field: field, description: fault) }
    self.init(text: text)
  }
}
