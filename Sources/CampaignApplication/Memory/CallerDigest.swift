import CampaignDomain

/// Who calls, as hashes of the bytes of user and key, with a seed of this process: equal callers have equal digests.
struct CallerDigest: Equatable, Sendable {
  /// Nil: the call names none.
  let user: Int?
  let key: Int?

  init(_ request: IssueRequest) {
    user = request.user.map(Self.hash)
    key = request.key.map(Self.hash)
  }

  /// Of the fields as they came; empty ones are none.
  init(userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer) {
    user = userID.isEmpty ? nil : Self.hash(userID)
    key = idempotencyKey.isEmpty ? nil : Self.hash(idempotencyKey)
  }

  static func hash(_ user: UserID) -> Int { hash(user.text) }
  static func hash(_ key: IdempotencyKey) -> Int { hash(key.text) }

  private static func hash(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: bytes)
    return hasher.finalize()
  }
}
