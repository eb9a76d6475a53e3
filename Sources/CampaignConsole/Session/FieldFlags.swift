/// The flags of this program by the names that the protocol has for them: whoever typed `--coupons` never heard of
/// `total_coupons`.
enum FieldFlags {
  private static let flags = [
    "name": "--name", "total_coupons": "--coupons", "start_time": "--start", "start_in": "--start-in",
    "end_time": "--end", "end_in": "--end-in", "per_user_limit": "--per-user", "idempotency_key": "--key",
    "user_id": "--user", "stock": "--stock", "reason": "--reason", "delivery_url": "--delivery-url",
    "status": "--status",
  ]

  /// The name of a field here.
  static func name(ofField field: String) -> String { flags[field] ?? field }

  /// A sentence with the flags in place of the fields that it names. `name` is a word of English, too, and stays.
  static func renamed(_ sentence: String) -> String {
    sentence.replacing(/[a-z]+(?:_[a-z]+)+/) { name(ofField: String($0.output)) }
  }
}
