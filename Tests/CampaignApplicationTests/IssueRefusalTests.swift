import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// A request is refused by its bytes exactly when it would be refused by its fields.
@Suite struct IssueRefusalTests {
  private let memory: CampaignMemory
  private let start = ContinuousClock.now

  /// A sold-out campaign of which memory knows.
  init() {
    let session = ScriptedSession([.sample(remaining: 0)])
    let database = ScriptedDatabase(session, servesAtOnce: true)
    memory = CampaignMemory(database: database, now: { [start] in start })
    memory.saw(.sample(remaining: 0), at: .start)
  }

  private func screen(_ user: String, key: String = "", by id: CampaignID = .sample) -> IssueScreening {
    Array(user.utf8).withUnsafeBytes { user in
      Array(key.utf8).withUnsafeBytes { key in
        memory.screen(by: id, userID: user, idempotencyKey: key, at: start)
      }
    }
  }

  @Test func losersAreRefusedByTheirBytes() {
    #expect(screen("") == .refused(.soldOut))
    #expect(screen("ann", key: "never used") == .refused(.soldOut))
    #expect(screen(String(repeating: "a", count: 128)) == .refused(.soldOut))
    #expect(screen("가힣 안나", key: "열쇠-1") == .refused(.soldOut))
  }

  @Test func aCampaignThatMemoryDoesNotKnowIsNotRefused() {
    #expect(screen("ann", by: CampaignID(rawValue: -1)) == .passed)
  }

  /// INVALID_FIELD goes before all else, and only the use case tells it.
  @Test(arguments: ["new\nline", "\u{ABFF}", "\u{D7A4}", "안나\u{85}", "\u{7F}", String(repeating: "a", count: 129)])
  func fieldsThatMayBeAtFaultAreLeftToTheUseCase(text: String) {
    #expect(screen(text) == .undecided)
    #expect(screen("ann", key: text) == .undecided)
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
