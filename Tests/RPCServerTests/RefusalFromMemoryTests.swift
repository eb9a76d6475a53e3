import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

@testable import RPCServer

/// Calls that memory refuses end before anything is made of them; all others go to the use case.
@Suite struct RefusalFromMemoryTests {
  /// Refuses those who call themselves "late", and remembers what it was shown.
  private final class ScriptedRefusal: RefusalMemory {
    let seen = Mutex<[String]>([])

    func screen(
      by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
      at now: ContinuousClock.Instant
    ) -> IssueScreening {
      let user = String(decoding: userID, as: UTF8.self)
      let key = String(decoding: idempotencyKey, as: UTF8.self)
      seen.withLock { $0.append("\(id.rawValue) \(user) \(key)") }
      return user == "late" ? .refused(.soldOut) : .passed
    }
  }

  private func useCases(_ refusal: ScriptedRefusal, _ held: HeldCalls<IssueInput, IssueOutput>) -> CampaignUseCases {
    var useCases = CampaignUseCases.issuing(with: held)
    useCases.refusalMemory = refusal
    return useCases
  }

  private func issue(_ streamID: UInt32, user: String, timeoutNanoseconds: Int64 = 0) throws -> ByteBuffer {
    try Wire.request(
      streamID, .issueCoupon, IssueCouponRequest(campaignID: 7, userID: user, idempotencyKey: "key"),
      timeoutNanoseconds: timeoutNanoseconds)
  }

  @Test func aRefusedCallIsAnsweredWithoutItsUseCase() throws {
    let (refusal, held) = (ScriptedRefusal(), HeldCalls<IssueInput, IssueOutput>())
    let connection = try EmbeddedConnection(useCases(refusal, held))
    try connection.receive(issue(1, user: "late"), issue(3, user: "early"), issue(5, user: "late"))
    let answers = try connection.answers()
    #expect(answers.map(\.streamID) == [1, 5])
    #expect(answers.map(\.reason) == ["SOLD_OUT", "SOLD_OUT"])
    let served = held.take().map(\.input)
    #expect(served.map(\.userID) == ["early"] && served.map(\.idempotencyKey) == ["key"])
    #expect(served.allSatisfy { $0.passedMemory })
    #expect(refusal.seen.withLock { $0 } == ["7 late key", "7 early key", "7 late key"])
    #expect(connection.handler.machine.callsInFlight == 1)
  }

  @Test func aStreamInFlightIsNotRefusedButClosesTheConnection() throws {
    let (refusal, held) = (ScriptedRefusal(), HeldCalls<IssueInput, IssueOutput>())
    let connection = try EmbeddedConnection(useCases(refusal, held))
    try connection.receive(issue(1, user: "early"), issue(1, user: "late"))
    #expect(try connection.answers().isEmpty)
    #expect(!connection.isOpen)
  }

  @Test func whatTheInterceptorsRefuseIsNotAskedOf() throws {
    let (refusal, held) = (ScriptedRefusal(), HeldCalls<IssueInput, IssueOutput>())
    let connection = try EmbeddedConnection(useCases(refusal, held))
    try connection.receive(issue(1, user: "late", timeoutNanoseconds: -1))
    #expect(try connection.answers().map(\.reason) == ["DEADLINE_EXCEEDED"])
    connection.servingStatus.beginDrain()
    try connection.receive(issue(3, user: "late"))
    #expect(try connection.answers().map(\.reason) == ["DRAINING"])
    #expect(refusal.seen.withLock { $0 }.isEmpty)
  }

  @Test func bytesThatAreNoRequestAreToldSo() throws {
    let (refusal, held) = (ScriptedRefusal(), HeldCalls<IssueInput, IssueOutput>())
    let connection = try EmbeddedConnection(useCases(refusal, held))
    var frame = ByteBuffer()
    // A user that is a number.
    try RequestEncoder.append(
      streamID: 1, method: .issueCoupon, payload: ByteBuffer(bytes: [2 << 3, 1]), to: &frame, with: MessageCodec())
    try connection.receive(frame)
    #expect(try connection.answers().map(\.reason) == ["MALFORMED_REQUEST"])
    #expect(refusal.seen.withLock { $0 }.isEmpty)
  }
}
