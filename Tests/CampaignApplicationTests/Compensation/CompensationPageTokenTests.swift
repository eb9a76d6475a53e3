import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct CompensationPageTokenTests {
  @Test(arguments: [nil] + Compensation.Status.allCases.map(Optional.some), [1, 1_000_000, .max] as [Int64])
  func aTokenComesBackAsThePlaceItWasMadeFor(status: Compensation.Status?, position: Int64) throws {
    let token = CompensationPageToken(status: status, position: position)
    #expect(token.text.utf8.count <= 64)
    #expect(try CompensationPageToken(parsing: token.text, status: status) == token)
    for other in [nil] + Compensation.Status.allCases.map(Optional.some) where other != status {
      #expect(throws: UseCaseError.self) { try CompensationPageToken(parsing: token.text, status: other) }
    }
  }

  @Test(arguments: ["x", "c-all.1.1", "c-all..", "c-all.-1.0", String(repeating: "c", count: 65)])
  func garbageIsRefused(text: String) {
    #expect(throws: UseCaseError.self) { try CompensationPageToken(parsing: text, status: nil) }
  }

  @Test func tokensOfOtherListingsAreRefused() {
    for text in [PageToken(scope: PageToken.campaigns, position: 7).text, PageToken(scope: 7, position: 7).text] {
      #expect(throws: UseCaseError.self) { try CompensationPageToken(parsing: text, status: nil) }
    }
  }
}
