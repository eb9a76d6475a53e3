import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

@Suite struct CreateCampaignTests {
  private static let input = CreateCampaign.Input(
    name: "선착순", totalCoupons: 10, start: .after(.seconds(10)), perUserLimit: 1, idempotencyKey: "k")

  private static func create(
    _ input: CreateCampaign.Input = input, in session: ScriptedSession, call: Call = Call()
  ) async throws(UseCaseError) -> CreateCampaign.Output {
    try await CreateCampaign(database: ScriptedDatabase(session, servesAtOnce: true)).execute(input, call: call)
  }

  @Test func aNewCampaignIsSavedAndReturned() async throws {
    let session = ScriptedSession([])
    let output = try await Self.create(in: session)
    #expect(!output.alreadyCreated)
    #expect(output.campaign.state == .scheduled)
    #expect(output.campaign.startTime == .start.moved(by: 10_000_000))
    #expect(session.campaign(output.campaign.id) == output.campaign)
    #expect(session.steps == [.beginCreation, .commitCreation])
  }

  @Test func allFaultsAreReportedAtOnceWithoutTheDatabase() async {
    let session = ScriptedSession([])
    do throws(UseCaseError) {
      _ = try await Self.create(
        .init(name: "", totalCoupons: 0, perUserLimit: -1, idempotencyKey: "\u{0}"), in: session)
      Issue.record("is created")
    } catch .invalidField(let faults) {
      #expect(Set(faults.map(\.field)) == ["name", "total_coupons", "per_user_limit", "idempotency_key"])
    } catch {
      Issue.record("is \(error)")
    }
    #expect(session.steps == [])
  }

  @Test func faultsThatTheClockShowsEndTheTransaction() async {
    let session = ScriptedSession([])
    var input = Self.input
    input.start = .at(.start.moved(by: -61_000_000))
    do throws(UseCaseError) {
      _ = try await Self.create(input, in: session)
      Issue.record("is created")
    } catch .invalidField(let faults) {
      #expect(faults.map(\.field) == ["start_time"])
    } catch {
      Issue.record("is \(error)")
    }
    #expect(session.steps == [.beginCreation, .rollback])
  }

  @Test func aRepeatGivesTheCampaignAsItNowStands() async throws {
    let session = ScriptedSession([])
    let first = try await Self.create(in: session)
    let paused = try #require(try first.campaign.paused(at: .start.moved(by: 20_000_000), by: "admin")).campaign
    session.script { $0.campaigns[paused.id] = paused }
    let second = try await Self.create(in: session)
    #expect(second.alreadyCreated)
    #expect(second.campaign == paused)
    #expect(session.steps.suffix(2) == [.beginCreation, .rollback])
  }

  @Test func aRepeatIsAnsweredThoughItsStartHasPassedMeanwhile() async throws {
    let session = ScriptedSession([])
    var input = Self.input
    input.start = .at(.start)
    let first = try await Self.create(input, in: session)
    session.script { $0.now = .start.moved(by: 86_400_000_000) }
    let second = try await Self.create(input, in: session)
    #expect(second.alreadyCreated)
    #expect(second.campaign.id == first.campaign.id)
  }

  @Test func theSameKeyWithOtherFieldsIsRefused() async throws {
    let session = ScriptedSession([])
    _ = try await Self.create(in: session)
    var input = Self.input
    input.totalCoupons = 11
    let other = input
    await #expect(throws: UseCaseError.idempotencyKeyReused) { try await Self.create(other, in: session) }
    #expect(session.script { $0.campaigns.count } == 1)
    #expect(session.misuses == [])
  }

  @Test func withoutAKeyEachCallCreatesACampaign() async throws {
    let session = ScriptedSession([])
    var input = Self.input
    input.idempotencyKey = ""
    let first = try await Self.create(input, in: session)
    let second = try await Self.create(input, in: session)
    #expect(first.campaign.id != second.campaign.id)
    #expect(!second.alreadyCreated)
  }

  /// Has another call with the same key and these `totalCoupons` commit between the look-up and the insert.
  private static func raced(by totalCoupons: Int64, in session: ScriptedSession) throws {
    let draft = try CampaignDraft(
      name: input.name, totalCoupons: totalCoupons, start: input.start, end: nil, perUserLimit: 1, idempotencyKey: "k")
    let winner = try draft.resolved(at: .start).created(id: CampaignID(rawValue: 1), by: "create").campaign
    session.script { script in
      script.failures[.commitCreation] = [.idempotencyKeyTaken]
      script.hooks[.commitCreation] = { [unowned session] in
        session.script {
          $0.campaigns[winner.id] = winner
          $0.creations[IdempotencyKey(alreadyChecked: "k")] = (winner.id, draft.fingerprint)
        }
      }
    }
  }

  @Test func whoLosesTheRaceForAKeyGetsTheWinnersCampaign() async throws {
    let session = ScriptedSession([])
    try Self.raced(by: 10, in: session)
    let output = try await Self.create(in: session)
    #expect(output.alreadyCreated)
    #expect(output.campaign.id == CampaignID(rawValue: 1))
    #expect(session.steps == [.beginCreation, .commitCreation, .beginCreation, .rollback])
    #expect(session.misuses == [])
  }

  @Test func whoLosesTheRaceToOtherFieldsIsRefused() async throws {
    let session = ScriptedSession([])
    try Self.raced(by: 11, in: session)
    await #expect(throws: UseCaseError.idempotencyKeyReused) { try await Self.create(in: session) }
  }

  @Test func aKeyThatIsTakenByNobodyIsOurOwnFault() async {
    let session = ScriptedSession([])
    session.script { $0.failures[.commitCreation] = [.idempotencyKeyTaken] }
    do throws(UseCaseError) {
      _ = try await Self.create(in: session)
      Issue.record("is created")
    } catch .internalFault {
      #expect(session.script { $0.campaigns.isEmpty })
    } catch {
      Issue.record("is \(error)")
    }
  }

  @Test func anIDThatIsTakenIsLeftForOneBehindAllAndSaidOnce() async throws {
    let session = ScriptedSession((101...105).map { .sample(id: CampaignID(rawValue: $0)) })
    let notices = Mutex<[OperatorNotice]>([])
    let created = Mutex<[CampaignID]>([])
    let create = CreateCampaign(
      database: ScriptedDatabase(session, servesAtOnce: true),
      report: { notice in notices.withLock { $0.append(notice) } },
      onCreated: { id in created.withLock { $0.append(id) } })
    // Another call takes the next id at the same moment.
    session.script { $0.failures[.commitCreation] = [nil, .campaignIDTaken] }
    let output = try await create.execute(Self.input)
    #expect(output.campaign.id == CampaignID(rawValue: 107))
    #expect(notices.withLock { $0 } == [.campaignIDTaken(CampaignID(rawValue: 101))])
    #expect(notices.withLock { $0.first?.description.contains("setval") } == true)
    #expect(created.withLock { $0 } == [output.campaign.id])
    #expect(session.misuses == [])
  }

  @Test func idsThatAreAllTakenAreOurOwnFaultAfterABoundedNumber() async {
    let session = ScriptedSession([])
    session.script { $0.failures[.commitCreation] = Array(repeating: .campaignIDTaken, count: 1_000) }
    let error = await #expect(throws: UseCaseError.self) { try await Self.create(in: session) }
    guard case .internalFault(let text) = error else {
      Issue.record("is \(String(describing: error))")
      return
    }
    #expect(text.contains("setval"))
    #expect(session.steps.count { $0 == .commitCreation } == 100)
  }

  @Test func aCallWhoseTimeIsOverCreatesNothing() async {
    let session = ScriptedSession([])
    let expiring = Call()
    session.script { $0.hooks[.beginCreation] = { _ = expiring.expire() } }
    await #expect(throws: UseCaseError.deadlineExceeded) { try await Self.create(in: session, call: expiring) }
    #expect(session.steps == [.beginCreation, .rollback])
    #expect(session.script { $0.campaigns.isEmpty })
  }

  @Test func theDatabasesFailuresAreMapped() async {
    let session = ScriptedSession([])
    session.script {
      $0.failures[.beginCreation] = [.unavailable(retryAfter: .seconds(1)), nil]
      $0.failures[.commitCreation] = [.outcomeUnknown]
    }
    await #expect(throws: UseCaseError.databaseUnavailable(retryAfter: .seconds(1))) {
      try await Self.create(in: session)
    }
    await #expect(throws: UseCaseError.outcomeUnknown) { try await Self.create(in: session) }
  }
}
