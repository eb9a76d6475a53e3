/// The caller's own name for one call: a repeat with the same key and fields gives the same answer. 1 to 128 bytes of
/// UTF-8 without control characters or unassigned scalars.
public struct IdempotencyKey: Hashable, Sendable, CustomStringConvertible {
  private let exact: ExactText

  /// As it was sent, byte for byte: it is not normalised.
  public var text: String { exact.text }
  /// The same as `text`.
  public var description: String { exact.text }
  /// `TextDigest` of its bytes.
  public var digest: Int { exact.digest }

  /// Nil for the empty text, which stands for "no key". Throws the fault of the field `idempotency_key`.
  public init?(_ text: String) throws(FieldFault) {
    guard !text.isEmpty else { return nil }
    if let fault = TextRule.faultOfIdentifier(text) { throw FieldFault(field: "idempotency_key", description: fault) }
    exact = ExactText(text: text)
  }

  /// A key that was checked before: read back from where it was saved.
  public init(alreadyChecked text: String) {
    exact = ExactText(text: text)
  }
}
