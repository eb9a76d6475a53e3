import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

/// Many campaigns share few connections.
@Suite struct FairnessTests {
  /// The numbers of answered calls of a hot campaign and of the others.
  private final class Progress: Sendable {
    let hot = Mutex(0)
    let issuedBySmall = Mutex(0)
    /// The number of answered calls of the hot campaign when the last of the others was answered.
    let hotWhenSmallWereDone = Mutex<Int?>(nil)
  }

  @Test func aHotCampaignStarvesNoneOfFiftyOthers() async throws {
    let fixture = try InfraFixture(
      connections: 2, engine: .init(laneCapacity: 100_000, maximumGroupSize: 4))
    let hot = try await fixture.create(coupons: 100_000, perUser: 0)
    let smallCount = 50
    var small: [CampaignID] = []
    for _ in 0..<smallCount { small.append(try await fixture.create(perUser: 0).id) }
    let progress = Progress()
    let issue = IssueCoupon(engine: fixture.engine)
    let crowd = (0..<10_000).map { _ in Call() }
    for call in crowd {
      issue.execute(.init(campaignID: hot.id), call: call) { _ in progress.hot.withLock { $0 += 1 } }
    }
    for id in small {
      issue.execute(.init(campaignID: id), call: Call()) { answer in
        guard case .success = answer else { return }
        let count = progress.issuedBySmall.withLock { count in
          count += 1
          return count
        }
        if count == smallCount { progress.hotWhenSmallWereDone.withLock { $0 = progress.hot.withLock { $0 } } }
      }
    }
    #expect(try await eventually { progress.issuedBySmall.withLock { $0 == smallCount } })
    let answered = try #require(progress.hotWhenSmallWereDone.withLock { $0 })
    #expect(answered < crowd.count, "the hot campaign's crowd still waits")
    for call in crowd { _ = call.expire() }
    #expect(try await eventually { progress.hot.withLock { $0 == crowd.count } })
    let saved = try fixture.database.value("SELECT count(*) FROM coupons WHERE campaign_id = \(hot.id.rawValue)")
    #expect(saved != "0", "nor do they starve it")
  }
}
