import CampaignDomain

/// The caller, as digests of the bytes of user and key: equal callers have equal digests. A digest is made when it is
/// asked for: often nobody does.
protocol CallerDigest {
  /// True when the call names a user.
  var hasUser: Bool { get }
  /// `nil`: the call names none.
  var userDigest: Int? { get }
  var keyDigest: Int? { get }
}

extension IssueRequest: CallerDigest {
  var hasUser: Bool { user != nil }
  var userDigest: Int? { user?.digest }
  var keyDigest: Int? { key?.digest }
}

/// The fields of a call as they came; empty ones are none.
struct CallerFields: CallerDigest {
  let userID: UnsafeRawBufferPointer
  let idempotencyKey: UnsafeRawBufferPointer

  var hasUser: Bool { !userID.isEmpty }
  var userDigest: Int? { userID.isEmpty ? nil : TextDigest.of(userID) }
  var keyDigest: Int? { idempotencyKey.isEmpty ? nil : TextDigest.of(idempotencyKey) }
}
