import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

@testable import CampaignApplication

/// A server that starts late on a campaign with more holders than are read under its lock.
@Suite struct HolderReaderTests {
  private static func user(_ sequence: Int64) -> String { "user-\(sequence)" }

  /// A campaign that issued 25,000 coupons before this server came.
  private static func stage() -> IssueStage {
    let stage = IssueStage([.sample(total: 100_000, perUserLimit: 1)])
    guard let change = issued(25_000, to: user) else { return stage }
    stage.session.script { script in
      script.campaigns[.sample] = change.campaign
      script.coupons = change.coupons
    }
    return stage
  }

  /// The first coupons of the campaign, each to whoever gets its sequence.
  private static func issued(_ count: Int64, to user: (Int64) -> String, seed: UInt64 = 25) -> CampaignChange? {
    let campaign = Campaign.sample(total: 100_000, perUserLimit: 1)
    var issuance = Issuance(of: campaign, at: .start)
    var generator = SplitMix64(seed: seed)
    for sequence in 1...count {
      let request = IssueRequest(user: UserID(alreadyChecked: user(sequence)), key: nil)
      _ = issuance.decide(request, using: &generator)
    }
    return issuance.change
  }

  private func lookedUp(_ stage: IssueStage) -> [[String]] {
    stage.session.script { $0.lockRequests.map { $0.users.map(\.text) } }
  }

  @Test func holdersAreReadWithoutTheLockWhileCouponsAreIssued() throws {
    let stage = Self.stage()
    stage.enter(0, user: "a")
    #expect(stage.database.serveNext())
    #expect(stage.session.steps == [.lock, .commit], "10,000 came with the lock, and no more under it")
    #expect(stage.database.waitingCount == 1, "a page waits for a connection")
    stage.enter(1, user: Self.user(3))
    stage.enter(2, user: "b")
    stage.database.serveAll()
    #expect(lookedUp(stage).map { Set($0) } == [["a"], ["b", Self.user(3)]])
    #expect(stage.answers.success(of: 1)?.alreadyIssued == true)

    // All pages are read; what is left, and what was issued meanwhile, comes with the lock.
    let steps = stage.session.steps.count
    stage.enter(3, user: "c")
    stage.database.serveAll()
    #expect(stage.session.steps.dropFirst(steps) == [.lock, .commit])
    stage.enter(4, user: "d")
    stage.enter(5, user: Self.user(24_999))
    stage.enter(6, user: "a")
    stage.database.serveAll()
    let known = try #require(lookedUp(stage).last)
    #expect(Set(known) == [Self.user(24_999), "a"], "nobody else is looked up any more")
    #expect(stage.answers.success(of: 5)?.coupon.sequence == 24_999)
    #expect(stage.answers.success(of: 6)?.coupon.sequence == 25_001)
    #expect(stage.sequences(of: 3..<5) == [25_003, 25_004])
    #expect(stage.session.misuses.isEmpty)
  }

  @Test func aPageThatFailsIsReadAgainWithALaterGroup() throws {
    let stage = Self.stage()
    stage.session.script { $0.failures[.read] = [nil, .unavailable(retryAfter: .seconds(1))] }
    for call in 0..<4 {
      stage.enter(call, user: "caller-\(call)")
      stage.database.serveAll()
    }
    #expect(stage.sequences(of: 0..<4) == Array(25_001...25_004))
    #expect(lookedUp(stage).last == [], "all are known by now")
    let behind = stage.session.script { $0.lockRequests.map(\.holdersFrom) }
    #expect(behind == [0, 19_999, nil, nil], "nobody but the last who is known is read twice")
  }

  @Test func aDatabaseThatWasSetBackBetweenTwoPagesIsReadAnew() throws {
    let stage = Self.stage()
    stage.enter(0, user: "a")
    #expect(stage.database.serveNext() && stage.database.waitingCount == 1, "10,000 are known, the next page waits")
    // A copy that lost all coupons behind the 5,000th took its place, and issued as many again, to others.
    let copy = try #require(Self.issued(25_001, to: { $0 > 5_000 ? "heir-\($0)" : Self.user($0) }, seed: 26))
    stage.session.script { script in
      script.campaigns[.sample] = copy.campaign.saved(as: RowStamp(save: 99))
      script.coupons = Array(script.coupons.prefix(5_000) + copy.coupons.dropFirst(5_000))
    }
    stage.database.serveAll()
    for call in 1..<4 {
      stage.enter(call, user: "heir-\(7_000 * call)")
      stage.enter(call + 10, user: "new-\(call)")
      stage.database.serveAll()
    }
    #expect(stage.sequences(of: 1..<4) == [7_000, 14_000, 21_000], "whom the copy gave a coupon has it")
    #expect(stage.sequences(of: 11..<14) == [25_002, 25_003, 25_004])
    stage.enter(20, user: "newest")
    stage.enter(21, user: "heir-24000")
    stage.database.serveAll()
    #expect(lookedUp(stage).last == ["heir-24000"], "all are known again, and nobody else")
    #expect(stage.answers.success(of: 21)?.alreadyIssued == true && stage.session.misuses.isEmpty)
  }

  @Test func oneCampaignIsReadAtATime() {
    let database = ScriptedDatabase(ScriptedSession())
    let reader = HolderReader(database: database)
    let reading = HolderReading(number: 1, hashes: HolderSet(), throughSequence: 0, lastCoupon: nil)
    let begin = { (id: CampaignID) in reader.begin(id, from: reading, isIdle: { true }, completion: { _ in }) }
    let (first, second) = (begin(.sample), begin(CampaignID(rawValue: 8)))
    #expect(first && !second)
    database.serveAll()
    let third = begin(CampaignID(rawValue: 8))
    #expect(third)
  }

  @Test func itRestsBetweenPagesAsLongAsCouponsAreIssued() {
    let stage = Self.stage()
    let clock = Mutex(ContinuousClock.now)
    let isIdle = Mutex(false)
    // The clock goes on by a second at each reading, so that a page takes a second.
    let reader = HolderReader(database: stage.database) {
      clock.withLock { now in
        now += .seconds(1)
        return now
      }
    }
    let reading = HolderReading(number: 1, hashes: HolderSet(), throughSequence: 0, lastCoupon: nil)
    let isBegun = reader.begin(
      .sample, from: reading, isIdle: { isIdle.withLock { $0 } }, completion: { _ in })
    #expect(isBegun)
    stage.database.serveAll()
    #expect(stage.session.steps == [.read])
    reader.proceed()
    #expect(stage.database.waitingCount == 0, "two seconds later")
    reader.proceed()
    #expect(stage.database.waitingCount == 1, "three seconds later")
    stage.database.serveAll()
    #expect(stage.session.steps == [.read, .read])
    isIdle.withLock { $0 = true }
    reader.proceed()
    #expect(stage.database.waitingCount == 1, "nobody is in its way")
  }

  @Test func aReadingThatEndsAsAGroupBeginsIsNotLost() {
    let session = Self.stage().session
    let (database, pages) = (ScriptedDatabase(session), ScriptedDatabase(session))
    let answers = RecordedAnswers<IssueCoupon.Output>()
    let servesPages = Mutex(false)
    let engine = IssueEngine(
      database: database, readingFrom: pages,
      makeGenerator: {
        // The group has taken what is known of its campaign, and not its calls yet.
        if servesPages.withLock({ $0 }) { pages.serveAll() }
        return SplitMix64(seed: 3)
      })
    engine.learn(existing: .sample)
    let issueCoupon = IssueCoupon(engine: engine)
    for call in 0..<4 {
      if call == 1 {
        #expect(pages.serveNext(), "the first page; nobody waits, and the last one is asked for")
        servesPages.withLock { $0 = true }
      }
      issueCoupon.execute(
        IssueCoupon.Input(campaignID: .sample, userID: "caller-\(call)"), call: Call(),
        completion: answers.completion(of: call))
      #expect(database.serveNext())
    }
    #expect((0..<4).map { answers.success(of: $0)?.coupon.sequence } == [25_001, 25_002, 25_003, 25_004])
    #expect(session.script { $0.lockRequests.last?.users.isEmpty } == true, "all are known by now")
  }

  @Test func aLargeCampaignThatIssuesNothingIsReadOnceAndRefusedFromMemoryThen() {
    let session = Self.stage().session
    session.script { $0.campaigns[.sample] = .sample(total: 25_000, remaining: 0, perUserLimit: 1) }
    let database = ScriptedDatabase(session)
    // Memory does not ask again for what it knows.
    let memory = CampaignMemory(
      database: database,
      configuration: .init(probeInterval: .seconds(3_600), maximumAge: .seconds(3_600), maximumHolders: 100))
    let issueCoupon = IssueCoupon(engine: IssueEngine(database: database, readingFrom: database, memory: memory))
    let answers = RecordedAnswers<IssueCoupon.Output>()
    func call(_ number: Int, user: String) {
      issueCoupon.execute(
        IssueCoupon.Input(campaignID: .sample, userID: user), call: Call(), completion: answers.completion(of: number))
      database.serveAll()
    }
    for number in 0..<2 { call(number, user: "loser-\(number)") }
    // 10,000 holders are read with the lock, two pages without it, and the rest behind a look-up; memory reads none.
    #expect(session.steps.count { $0 == .read } == 3)
    let steps = session.steps
    for number in 2..<5 { call(number, user: "loser-\(number)") }
    #expect(session.steps == steps, "the database is not asked")
    #expect((0..<5).allSatisfy { answers.failure(of: $0) == .soldOut })
    call(5, user: Self.user(24_999))
    #expect(answers.success(of: 5)?.coupon.sequence == 24_999, "a holder is no loser")
  }
}
