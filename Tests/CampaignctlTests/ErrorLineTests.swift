import RPCCodec
import Testing

@testable import CampaignConsole

@Suite struct ErrorLineTests {
  private let soldOut = RPCStatus(
    code: .failedPrecondition, message: "none are left",
    details: [
      .errorInfo(ErrorInfo(reason: "SOLD_OUT", domain: "campaign.v1", metadata: ["http_status": "409"])),
      .localizedMessage(LocalizedMessage(locale: "ko", message: "잔여 쿠폰 없음")),
    ])

  @Test func englishReadsTheMessage() {
    #expect(ErrorLine.text(soldOut, language: .en) == "FAILED_PRECONDITION/SOLD_OUT: none are left")
  }

  @Test func koreanReadsTheLocalizedMessage() {
    #expect(ErrorLine.text(soldOut, language: .ko) == "FAILED_PRECONDITION/SOLD_OUT: 잔여 쿠폰 없음")
  }

  @Test(arguments: ["잘못된 필드", "잘못된 필드 (name)"]) func koreanNamesTheFieldsAtFault(sentence: String) {
    let status = RPCStatus(
      code: .invalidArgument, message: "name: too long",
      details: [
        .localizedMessage(LocalizedMessage(locale: "ko", message: sentence)),
        .badRequest(BadRequest(fieldViolations: [FieldViolation(field: "name", description: "is too long")])),
      ])
    #expect(ErrorLine.text(status, language: .ko) == "INVALID_ARGUMENT: 잘못된 필드 (--name is too long)")
  }

  /// The flag `--coupons` is named, not the field `total_coupons`, which an operator never typed.
  @Test(arguments: [
    ("name", "--name"), ("total_coupons", "--coupons"), ("start_time", "--start"), ("start_in", "--start-in"),
    ("end_time", "--end"), ("end_in", "--end-in"), ("per_user_limit", "--per-user"), ("idempotency_key", "--key"),
    ("user_id", "--user"), ("page_token", "page_token"),
  ])
  func fieldsAreSpokenOfAsFlags(field: String, flag: String) {
    let status = RPCStatus(
      code: .invalidArgument, message: "Correct these fields: \(field) is wrong.",
      details: [
        .errorInfo(ErrorInfo(reason: "INVALID_FIELD", domain: "campaign.v1", metadata: [:])),
        .badRequest(
          BadRequest(fieldViolations: [
            FieldViolation(field: field, description: "must not be set together with start_in"),
            FieldViolation(field: "end_in", description: "is wrong"),
          ])),
      ])
    #expect(
      ErrorLine.text(status, language: .en)
        == "INVALID_ARGUMENT/INVALID_FIELD: \(flag) must not be set together with --start-in; --end-in is wrong")
  }

  @Test func aMessageThatNamesAFieldNamesTheFlag() {
    let status = RPCStatus(code: .invalidArgument, message: "The idempotency_key was used before with another name.")
    #expect(
      ErrorLine.text(status, language: .en) == "INVALID_ARGUMENT: The --key was used before with another name.")
  }

  @Test func aStatusWithoutDetailsHasItsCodeAlone() {
    #expect(ErrorLine.text(RPCStatus(code: .internal, message: "x"), language: .ko) == "INTERNAL: x")
  }

  @Test func itStaysOneLine() {
    let status = RPCStatus(code: .internal, message: "a\nb\u{1B}[1m")
    #expect(ErrorLine.text(status, language: .en) == "INTERNAL: a\\nb\\u{1B}[1m")
  }
}
