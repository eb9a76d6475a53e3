/// Who a coupon is for: 1 to 128 bytes of UTF-8 without control characters or unassigned scalars.
public struct UserID: Hashable, Sendable, CustomStringConvertible {
  private let exact: ExactText

  /// As it was sent, byte for byte: it is not normalised.
  public var text: String { exact.text }
  /// The same as `text`.
  public var description: String { exact.text }
  /// `TextDigest` of its bytes.
  public var digest: Int { exact.digest }

  /// Nil for the empty text, which stands for "no user". Throws the fault of the field `user_id`.
  public init?(_ text: String) throws(FieldFault) {
    guard !text.isEmpty else { return nil }
    if let fault = TextRule.faultOfIdentifier(text) { throw FieldFault(field: "user_id", description: fault) }
    exact = ExactText(text: text)
  }

  /// An id that was checked before: read back from where it was saved.
  public init(alreadyChecked text: String) {
    exact = ExactText(text: text)
  }
}
