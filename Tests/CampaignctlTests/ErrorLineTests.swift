import RPCCodec
import Testing

@testable import CampaignConsole

@Suite struct ErrorLineTests {
  private let soldOut = RPCStatus(
    code: .failedPrecondition, message: "none are left",
    details: [
      .errorInfo(reason: "SOLD_OUT", domain: "campaign.v1", metadata: ["http_status": "409"]),
      .localizedMessage(locale: "ko", message: "잔여 쿠폰 없음"),
    ])

  @Test func englishReadsTheMessage() {
    #expect(ErrorLine.text(soldOut, language: .en) == "FAILED_PRECONDITION/SOLD_OUT: none are left")
  }

  @Test func koreanReadsTheLocalizedMessage() {
    #expect(ErrorLine.text(soldOut, language: .ko) == "FAILED_PRECONDITION/SOLD_OUT: 잔여 쿠폰 없음")
  }

  @Test func koreanNamesTheFieldsAtFault() {
    let status = RPCStatus(
      code: .invalidArgument, message: "name: too long",
      details: [
        .localizedMessage(locale: "ko", message: "잘못된 필드"),
        .badRequest([FieldViolation(field: "name", description: "is too long")]),
      ])
    #expect(ErrorLine.text(status, language: .ko) == "INVALID_ARGUMENT: 잘못된 필드 (name is too long)")
  }

  @Test func aStatusWithoutDetailsHasItsCodeAlone() {
    #expect(ErrorLine.text(RPCStatus(code: .internal, message: "x"), language: .ko) == "INTERNAL: x")
  }

  @Test func itStaysOneLine() {
    let status = RPCStatus(code: .internal, message: "a\nb\u{1B}[1m")
    #expect(ErrorLine.text(status, language: .en) == "INTERNAL: a\\nb\\u{1B}[1m")
  }
}
