import CampaignDomain

/// Who calls, as digests of the bytes of user and key: equal callers have equal digests.
struct CallerDigest: Equatable, Sendable {
  /// Nil: the call names none.
  let user: Int?
  let key: Int?

  init(_ request: IssueRequest) {
    user = request.user?.digest
    key = request.key?.digest
  }

  /// Of the fields as they came; empty ones are none.
  init(userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer) {
    user = userID.isEmpty ? nil : TextDigest.of(userID)
    key = idempotencyKey.isEmpty ? nil : TextDigest.of(idempotencyKey)
  }
}
