import CampaignService
import NIOCore
import RPCCodec
import Testing

/// Calls with messages, for tests that don't care for their form.
extension PlainDoor {
  /// Takes a call as protobuf.
  func receive(
    _ name: MethodName, _ request: some WireMessage, metadata: [(String, String)] = [], timeoutNanoseconds: Int64 = 0
  ) -> PendingCall {
    var bytes = ByteBuffer()
    request.encode(into: &bytes, with: MessageCodec())
    return receive(name, .protobuf(bytes), metadata: metadata, timeoutNanoseconds: timeoutNanoseconds)
  }

  /// The response to a call that succeeds at once.
  func call<Response: WireMessage>(
    _ name: MethodName, _ request: some WireMessage, as _: Response.Type = Response.self
  ) throws -> Response {
    let answers = receive(name, request).answers
    #expect(answers.map(\.code) == [.ok])
    return try #require(answers.first).message()
  }

  /// The status of a call that fails at once.
  func refusal(
    _ name: MethodName, _ request: some WireMessage, metadata: [(String, String)] = [], timeoutNanoseconds: Int64 = 0
  ) throws -> RPCStatus {
    let answers = receive(name, request, metadata: metadata, timeoutNanoseconds: timeoutNanoseconds).answers
    #expect(answers.count == 1)
    return try #require(answers.first).message()
  }
}

extension PlainDoor.Answer {
  /// The message of an answer in protobuf.
  func message<Message: WireMessage>(_ type: Message.Type = Message.self) throws -> Message {
    guard case .protobuf(let bytes) = body else {
      Issue.record("\(body) is no protobuf")
      return try Message.decode(ByteBuffer(), with: MessageCodec())
    }
    return try Message.decode(bytes, with: MessageCodec(limits: .client))
  }
}
