import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// What is refused by the bytes of a request is what would be refused by its fields.
@Suite struct IssueRefusalTests {
  private let useCase: IssueCoupon
  private let start = ContinuousClock.now

  /// A sold-out campaign of which memory knows.
  init() {
    let session = ScriptedSession([.sample(remaining: 0)])
    let database = ScriptedDatabase(session, servesAtOnce: true)
    let memory = CampaignMemory(database: database, now: { [start] in start })
    memory.saw(.sample(remaining: 0), at: .start)
    useCase = IssueCoupon(engine: IssueEngine(database: database, readingFrom: database, memory: memory))
  }

  private func refusal(of user: String, key: String = "", by id: CampaignID = .sample) -> UseCaseError? {
    Array(user.utf8).withUnsafeBytes { user in
      Array(key.utf8).withUnsafeBytes { key in
        useCase.refusal(by: id, userID: user, idempotencyKey: key, at: start)
      }
    }
  }

  @Test func losersAreRefusedByTheirBytes() {
    #expect(refusal(of: "") == .soldOut)
    #expect(refusal(of: "ann", key: "never used") == .soldOut)
    #expect(refusal(of: String(repeating: "a", count: 128)) == .soldOut)
    #expect(refusal(of: "가힣 안나", key: "열쇠-1") == .soldOut)
  }

  @Test func aCampaignThatMemoryDoesNotKnowIsNotRefused() {
    #expect(refusal(of: "ann", by: CampaignID(rawValue: -1)) == nil)
  }

  /// INVALID_FIELD goes before all else, and only the use case tells it.
  @Test(arguments: ["new\nline", "\u{ABFF}", "\u{D7A4}", "안나\u{85}", "\u{7F}", String(repeating: "a", count: 129)])
  func fieldsThatMayBeAtFaultAreLeftToTheUseCase(text: String) {
    #expect(refusal(of: text) == nil)
    #expect(refusal(of: "ann", key: text) == nil)
  }

  @Test(arguments: ["ann", "", "안나", "e\u{301}"])
  func aDigestOfBytesIsThatOfTheRequest(text: String) {
    let request = IssueRequest(
      user: text.isEmpty ? nil : UserID(alreadyChecked: text), key: IdempotencyKey(alreadyChecked: text + "k"))
    let digests = Array(text.utf8).withUnsafeBytes { user in
      Array((text + "k").utf8).withUnsafeBytes { key in
        let fields = CallerFields(userID: user, idempotencyKey: key)
        return [fields.userDigest, fields.keyDigest]
      }
    }
    #expect(digests == [request.userDigest, request.keyDigest])
  }
}
