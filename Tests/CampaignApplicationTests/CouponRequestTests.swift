import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Looks at coupon requests, and lists of those that were given up.
@Suite struct CouponRequestTests {
  private typealias Samples = SampleRequests

  private let session = ScriptedSession()
  private var database: ScriptedDatabase { ScriptedDatabase(session, servesAtOnce: true) }

  private func field<Value>(of error: Result<Value, any Error>) -> [String] {
    guard case .failure(let error as UseCaseError) = error, case .invalidField(let faults) = error else { return [] }
    return faults.map(\.field)
  }

  private func result<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
    do { return .success(try await body()) } catch { return .failure(error) }
  }

  @Test func aRequestIsToldWithWhatItsLineSays() async throws {
    session.script {
      $0.couponRequests.entries = [Samples.entry(1, ticket: 8)]
      $0.couponRequests.queues[.sample] = Samples.queue(served: 3)
    }
    let view = try await GetCouponRequest(database: database).execute(.init(requestID: Samples.id(1).description))
    #expect(view.status == .waiting(position: 5, estimatedWait: nil))
  }

  @Test func unknownRequestsAndGarbageAreToldApart() async {
    let useCase = GetCouponRequest(database: database)
    await #expect(throws: UseCaseError.requestNotFound(Samples.id(1).description)) {
      try await useCase.execute(.init(requestID: Samples.id(1).description.uppercased()))
    }
    for text in ["", "nothing", "\(Samples.id(1)) ", "01900000-0000-7000-8000-00000000000g"] {
      #expect(await field(of: result { try await useCase.execute(.init(requestID: text)) }) == ["request_id"])
    }
  }

  @Test func aFaultOfARowIsOurOwn() async {
    session.script { $0.couponRequests.requestFaults[Samples.id(1)] = "broken" }
    await #expect(throws: UseCaseError.internalFault("broken")) {
      try await GetCouponRequest(database: database).execute(.init(requestID: Samples.id(1).description))
    }
  }

  @Test func deadLettersArePagedFromTheLatestOn() async throws {
    session.script {
      $0.couponRequests.deadLetters = (1...5).map {
        DeadLetter(entry: Samples.entry($0, ticket: Int64($0), .failed(.issueFailed)), error: "error \($0)")
      }
    }
    let useCase = ListDeadLetters(database: database)
    for campaign in [nil, CampaignID.sample] {
      var (token, errors) = ("", [[String]]())
      repeat {
        let page = try await useCase.execute(.init(campaignID: campaign, pageSize: 2, pageToken: token))
        errors.append(page.deadLetters.map(\.error))
        token = page.nextPageToken
        #expect(token.utf8.count <= 64)
      } while !token.isEmpty
      #expect(errors == [["error 5", "error 4"], ["error 3", "error 2"], ["error 1"]])
    }
  }

  @Test func aTokenBelongsToItsListing() async throws {
    let token = RequestPageToken(scope: .sample, position: Samples.id(1)).text
    let useCase = ListDeadLetters(database: database)
    for (campaign, token) in [
      (nil, token), (CampaignID(rawValue: 8), token), (.sample, token + "0"), (.sample, "x"), (.sample, "7.1.x"),
      (.sample, PageToken(scope: 7, position: 1).text),
    ] as [(CampaignID?, String)] {
      let result = await result { try await useCase.execute(.init(campaignID: campaign, pageToken: token)) }
      #expect(field(of: result) == ["page_token"], "\(token)")
    }
    let lowest = RequestPageToken(scope: CampaignID(rawValue: .min), position: RequestID(high: .max, low: .max))
    #expect(try RequestPageToken(parsing: lowest.text, scope: lowest.scope) == lowest)
  }

  @Test func wrongSizesAndCampaignsAreRefused() async {
    let useCase = ListDeadLetters(database: database)
    #expect(
      await field(of: result { try await useCase.execute(.init(campaignID: nil, pageSize: -1)) }) == ["page_size"])
    await #expect(throws: UseCaseError.campaignNotFound(CampaignID(rawValue: 8))) {
      try await useCase.execute(.init(campaignID: CampaignID(rawValue: 8)))
    }
  }

  @Test(arguments: ["e", "오", "😀"]) func anErrorIsCutToWholeCharacters(scalar: String) {
    let letter = DeadLetter(
      entry: Samples.entry(1, ticket: 1, .failed(.issueFailed)), error: String(repeating: scalar, count: 2_001))
    #expect(letter.error.utf8.count == 2_000 / scalar.utf8.count * scalar.utf8.count)
    #expect(letter.error.allSatisfy { String($0) == scalar })
  }
}
