/// Everything that is said to operators about coupons that are taken back, in one language.
struct OperationsWording: Sendable {
  // Labels of a coupon
  var revokedTime: String

  // Values
  var stateRevokePending, stateRevoked: String

  // Actions that were done, or begun
  var couponRevoked, couponRevocationBegun: String
}

extension OperationsWording {
  static let english = OperationsWording(
    revokedTime: "Revoked at", stateRevokePending: "being revoked", stateRevoked: "revoked",
    couponRevoked: "Coupon revoked.",
    couponRevocationBegun: "The partner is asked to give the coupon back; then it is revoked.")

  static let korean = OperationsWording(
    revokedTime: "회수 시각", stateRevokePending: "회수 중", stateRevoked: "회수됨", couponRevoked: "쿠폰 회수 완료",
    couponRevocationBegun: "제휴사에 쿠폰 반환을 요청합니다. 반환되면 쿠폰이 회수됩니다.")
}
