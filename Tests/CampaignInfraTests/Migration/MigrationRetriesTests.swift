import Testing

@testable import CampaignInfra

@Suite struct MigrationRetriesTests {
  private let limits = MigrationLimits(
    lockTimeout: .seconds(2), pause: .seconds(2), turnInterval: .milliseconds(100), total: .seconds(60))
  private let start = ContinuousClock.now

  @Test func attemptsAtATableComeEverMoreRarelyAndAreToldOnce() {
    var retries = MigrationRetries(limits, at: start)
    var pauses: [Duration] = []
    var told = 0
    for _ in 0..<4 {
      guard let (end, announcement) = retries.next(.table(nil), at: start) else { break }
      pauses.append(end - start)
      told += announcement == nil ? 0 : 1
    }
    #expect(pauses == [.seconds(2), .seconds(4), .seconds(8), .seconds(8)])
    #expect(told == 1)
  }

  @Test func anotherProcessIsAskedForOften() {
    var retries = MigrationRetries(limits, at: start)
    #expect(retries.next(.anotherProcess, at: start)?.until == start + .milliseconds(100))
    #expect(retries.next(.anotherProcess, at: start)?.announcement == nil)
    #expect(retries.next(.table(nil), at: start)?.announcement == .table(nil))
  }

  @Test func theyEndWithTheirTime() {
    var retries = MigrationRetries(limits, at: start)
    #expect(retries.next(.table(nil), at: start + .seconds(59))?.until == start + .seconds(60))
    #expect(retries.next(.table(nil), at: start + .seconds(60)) == nil)
  }
}
