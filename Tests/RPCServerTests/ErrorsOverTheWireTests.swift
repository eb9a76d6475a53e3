import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

/// Each row of the contract's table, through a real socket.
@Suite(.timeLimit(.minutes(1))) struct ErrorsOverTheWireTests {
  private func expect(_ answer: WireAnswer, _ code: StatusCode, _ reason: String, _ httpStatus: Int) {
    #expect(answer.status?.code == code)
    #expect(answer.status?.reason == reason)
    #expect(answer.status?.httpStatus == httpStatus)
    #expect(answer.payload.readableBytes == 0)
  }

  @Test func everyRefusalOfAUseCaseHasItsRow() async throws {
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { input in
      .failure(ContractRow.ofUseCases[Int(input.campaignID.rawValue)].error)
    })
    try await withServer(.issuing(with: useCase)) { address, _ in
      let client = try await SocketClient.connect(to: address)
      for (index, expected) in ContractRow.ofUseCases.enumerated() {
        let answer = try await client.call(Wire.issue(1, campaignID: Int64(index)))
        expect(answer, expected.row.code, expected.row.reason, expected.row.httpStatus)
        #expect((answer.status?.retryDelay != nil) == expected.row.mayRetry)
      }
      try await client.close()
    }
  }

  @Test func badBytesAreMalformed() async throws {
    try await withServer(.stubs()) { address, _ in
      let client = try await SocketClient.connect(to: address)
      let noEnvelope = try await client.call(Wire.raw(1, data: [0xFF, 0xFF, 0xFF]))
      expect(noEnvelope, .invalidArgument, "MALFORMED_REQUEST", 400)
      let noMessage = try await client.call(rawIssue(payload: [0x0B]))
      expect(noMessage, .invalidArgument, "MALFORMED_REQUEST", 400)
      // Field 2 (user_id) of two bytes that are no UTF-8.
      let noUTF8 = try await client.call(rawIssue(payload: [0x12, 2, 0xC3, 0x28]))
      expect(noUTF8, .invalidArgument, "MALFORMED_REQUEST", 400)
      #expect(noUTF8.status?.fieldViolations.map(\.field) == ["user_id"])
      try await client.close()
    }
  }

  @Test func aNULIsAFaultOfItsField() async throws {
    try await withServer(.stubs()) { address, _ in
      let client = try await SocketClient.connect(to: address)
      let answer = try await client.call(rawIssue(payload: [0x12, 3, 0x61, 0, 0x62]))
      expect(answer, .invalidArgument, "INVALID_FIELD", 400)
      #expect(answer.status?.fieldViolations.map(\.field) == ["user_id"])
      try await client.close()
    }
  }

  @Test func fieldsThatExcludeEachOtherAreBothNamed() async throws {
    try await withServer(.stubs()) { address, _ in
      let client = try await SocketClient.connect(to: address)
      let request = CreateCampaignRequest(
        name: "x", totalCoupons: 1, startTime: ProtobufTimestamp(seconds: 1), startIn: ProtobufDuration(seconds: 1),
        endTime: ProtobufTimestamp(seconds: 0, nanos: -1))
      let answer = try await client.call(Wire.request(1, .createCampaign, request))
      expect(answer, .invalidArgument, "INVALID_FIELD", 400)
      #expect(answer.status?.fieldViolations.map(\.field) == ["start_time", "start_in", "end_time"])
      try await client.close()
    }
  }

  @Test func whatIsNotThereIsUnimplemented() async throws {
    try await withServer(.stubs()) { address, _ in
      let client = try await SocketClient.connect(to: address)
      let names = [
        MethodName(service: "campaign.v1.CampaignService", method: "Nothing"),
        MethodName(service: "nobody", method: "IssueCoupon"), MethodName(service: "", method: ""),
      ]
      for name in names {
        let answer = try await client.call(Wire.request(1, name, IssueCouponRequest()))
        expect(answer, .unimplemented, "UNIMPLEMENTED", 501)
      }
      let stream = try await client.call(Wire.issue(1, flags: 2))
      expect(stream, .unimplemented, "UNIMPLEMENTED", 501)
      try await client.close()
    }
  }

  @Test func messagesThatAreTooLargeAreRefused() async throws {
    var useCases = CampaignUseCases.stubs()
    let coupon = Samples.coupon(user: String(repeating: "u", count: 120))
    useCases.getCampaign = StubUseCase(answering: { _ in
      .success(
        GetCampaign.Output(
          campaign: Samples.campaign(), coupons: Array(repeating: coupon, count: 30_000), nextPageToken: ""))
    })
    try await withServer(useCases) { address, _ in
      let client = try await SocketClient.connect(to: address)
      let request = try await client.call(Wire.raw(length: 4 << 20, streamID: 1, dataBytes: 4 << 20))
      expect(request, .resourceExhausted, "MESSAGE_TOO_LARGE", 413)
      #expect(request.status?.retryDelay == nil)
      let response = try await client.call(Wire.request(3, .getCampaign, GetCampaignRequest(campaignID: 1)))
      expect(response, .resourceExhausted, "MESSAGE_TOO_LARGE", 413)
      #expect(try await client.call(Wire.issue(5)).status == nil)
      try await client.close()
    }
  }

  @Test func aCallWhoseTimeIsOverIsAnsweredSo() async throws {
    let held = HeldCalls<IssueInput, IssueOutput>()
    try await withServer(.issuing(with: held)) { address, _ in
      let client = try await SocketClient.connect(to: address)
      let over = try await client.call(Wire.issue(1, timeoutNanoseconds: -1))
      expect(over, .deadlineExceeded, "DEADLINE_EXCEEDED", 504)
      let expired = try await client.call(Wire.issue(3, timeoutNanoseconds: 1_000_000))
      expect(expired, .deadlineExceeded, "DEADLINE_EXCEEDED", 504)
      for call in held.take() { call.complete(.failure(.deadlineExceeded)) }
      try await client.close()
    }
  }

  /// A request to issue a coupon with a payload of any bytes.
  private func rawIssue(payload: [UInt8]) throws -> ByteBuffer {
    var frame = ByteBuffer()
    try RequestEncoder.append(
      streamID: 1, method: .issueCoupon, payload: ByteBuffer(bytes: payload), to: &frame, with: MessageCodec())
    return frame
  }
}
