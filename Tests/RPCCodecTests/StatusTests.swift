import NIOCore
import RPCCodec
import Testing

@Suite struct StatusTests {
  @Test func theBytesOfProtobufAreRead() throws {
    #expect(try RPCStatus.decoded(hex: SampleMessages.statusHex) == SampleMessages.status)
  }

  @Test func theDetailsAreReadByName() {
    let status = SampleMessages.status
    #expect(status.reason == "SOLD_OUT")
    #expect(status.httpStatus == 409)
    #expect(status.retryDelay == .milliseconds(1_500))
    #expect(status.localizedMessage == "잔여 쿠폰 없음")
    #expect(status.fieldViolations == [FieldViolation(field: "user_id", description: "is needed"), FieldViolation()])
  }

  @Test func aStatusWithoutDetailsHasNone() {
    let status = RPCStatus(code: .internal, message: "m")
    #expect(status.reason == nil)
    #expect(status.httpStatus == nil)
    #expect(status.retryDelay == nil)
    #expect(status.localizedMessage == nil)
    #expect(status.fieldViolations.isEmpty)
  }

  @Test func equalStatusesAreEqualBytes() {
    let metadata = ["b": "2", "a": "1", "c": "3", "http_status": "409"]
    let status = RPCStatus(details: [.errorInfo(ErrorInfo(reason: "R", domain: "d", metadata: metadata))])
    let shuffled = Dictionary(uniqueKeysWithValues: metadata.shuffled())
    let other = RPCStatus(details: [.errorInfo(ErrorInfo(reason: "R", domain: "d", metadata: shuffled))])
    #expect(status.encoded() == other.encoded())
  }

  @Test func detailsOfOtherTypesSurvive() throws {
    let status = RPCStatus(
      code: .aborted, details: [.unknown(typeURL: "type.googleapis.com/google.rpc.Help", value: [0xFF, 0, 1])])
    #expect(try RPCStatus.decode(status.encoded(), with: MessageCodec()) == status)
  }

  @Test func aDetailThatIsNotWhatItSaysIsKeptAsItCame() throws {
    for name in ["ErrorInfo", "LocalizedMessage", "BadRequest", "RetryInfo"] {
      let url = "type.googleapis.com/google.rpc." + name
      let status = RPCStatus(details: [.unknown(typeURL: url, value: [0xFF])])
      #expect(try RPCStatus.decode(status.encoded(), with: MessageCodec()) == status)
    }
  }

  @Test func aRetryDelayThatIsNoSpanIsKeptAsItCame() throws {
    let delay = WireBytes.field(1, .field(1, 1) + .field(2, UInt64(bitPattern: -1)))
    let status = RPCStatus(
      details: [.unknown(typeURL: "type.googleapis.com/google.rpc.RetryInfo", value: delay.bytes)])
    #expect(try RPCStatus.decode(status.encoded(), with: MessageCodec()) == status)
  }

  @Test func whoResolvesADetailsTypeDoesNotMatter() throws {
    let url = "example.com/types/google.rpc.LocalizedMessage"
    let status = RPCStatus(details: [.unknown(typeURL: url, value: WireBytes.field(2, "text").bytes)])
    let read = try RPCStatus.decode(status.encoded(), with: MessageCodec())
    #expect(read.details == [.localizedMessage(LocalizedMessage(locale: "", message: "text"))])
  }

  @Test(
    arguments: [(0, .ok), (9, .failedPrecondition), (16, .unauthenticated), (17, .unknown), (-1, .unknown)]
      as [(Int32, StatusCode)])
  func codesComeFromNumbersAndOthersAreUnknown(number: Int32, code: StatusCode) throws {
    #expect(StatusCode(number: number) == code)
    let bytes = WireBytes.field(1, UInt64(bitPattern: Int64(number)))
    #expect(try RPCStatus.decode(bytes.buffer, with: MessageCodec()).code == code)
  }

  @Test func codesHaveTheNamesOfGoogleRPC() {
    #expect(
      StatusCode.allCases.map(\.name) == [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
      ])
    #expect(StatusCode.allCases.map(\.rawValue) == Array(0...16))
  }

  @Test func manyDetailsDoNotDisturbEachOther() throws {
    let details = (0..<100).map { number in
      StatusDetail.errorInfo(
        ErrorInfo(reason: "R\(number)", domain: "d", metadata: ["k": String(repeating: "v", count: 500)]))
    }
    let status = RPCStatus(code: .unknown, message: "m", details: details)
    #expect(try RPCStatus.decode(status.encoded(), with: MessageCodec(limits: .client)) == status)
  }
}
