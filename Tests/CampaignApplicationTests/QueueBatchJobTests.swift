import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

/// The job that serves lines, over storage in memory that fails where a test says so.
@Suite struct QueueBatchJobTests {
  private let line = ScriptedLine()

  @Test func aDueLineIsServedInTheOrderOfItsTickets() async throws {
    line.join(250)
    let report = try await line.run()
    #expect(report.failures.isEmpty && !report.isCutShort)
    #expect(report.nextEvent == line.time + .seconds(1))
    #expect(line.users == (1...100).map { "u\($0)" })
    #expect(line.queue.served == 100 && line.queue.completed == 100)
    #expect(
      line.session.steps == [.queueAgenda, .lockLine, .commitClaim, .lockWithLine, .commitBatch])
    // A row that is held for longer is passed by.
    #expect(line.session.script { $0.lockRequests.map(\.lockTimeout) } == [.milliseconds(200)])
    _ = try await line.run()
    #expect(line.users.count == 100, "not before its interval")
    line.pass(.seconds(1))
    _ = try await line.run()
    line.pass(.seconds(1))
    _ = try await line.run()
    #expect(line.users == (1...250).map { "u\($0)" })
    #expect(line.session.misuses == [])
  }

  @Test func withoutAPauseALineIsServedToItsEndInOneRun() async throws {
    line.join(1_050)
    line.rules.interval = .zero
    var runCount = 0
    while line.users.count < 1_050 {
      let report = try await line.run()
      runCount += 1
      #expect(report.isCutShort || line.users.count == 1_050)
      #expect(runCount < 12)
    }
    let idle = try await line.run()
    #expect(!idle.isCutShort && idle.nextEvent == nil, "it would spin")
  }

  @Test func oneThatErrsIsSetAsideRetriedAndGivenUp() async throws {
    line.join(20)
    line.err("u7")
    _ = try await line.run()
    #expect(line.users == (1...20).filter { $0 != 7 }.map { "u\($0)" })
    #expect(line.queue.setAside == 1 && line.queue.served == 20)
    for delay in [1, 2, 4, 8] {
      #expect(line.entry(7).attempts == (delay == 1 ? 1 : delay == 2 ? 2 : delay == 4 ? 3 : 4))
      line.pass(.seconds(delay) - .milliseconds(1))
      _ = try await line.run()
      #expect(line.queue.setAside == 1)
      line.pass(.milliseconds(1))
      _ = try await line.run()
    }
    #expect(line.entry(7).state == .failed(.issueFailed) && line.error(7) == "poison u7")
    #expect(line.queue.setAside == 0 && line.queue.failed == 1 && !line.queue.isActive)
    #expect(line.session.misuses == [])
  }

  @Test func aRetryThatDoesWellHasALaterSequenceAndNoError() async throws {
    line.join(3)
    line.err("u1")
    _ = try await line.run()
    line.session.script { $0.erringUsers = [:] }
    line.pass(.seconds(1))
    _ = try await line.run()
    #expect(line.users == ["u2", "u3", "u1"] && line.error(1) == nil)
    #expect(line.queue.completed == 3 && !line.queue.isActive)
  }

  @Test func whereNoneCanBeServedNothingCounts() async throws {
    line.join(20)
    for number in 1...20 { line.err("u\(number)") }
    let report = try await line.run()
    #expect(report.failures.map(\.isCritical) == [true])
    #expect(line.queue.served == 0 && line.queue.claimed == 0 && line.queue.setAside == 0)
    #expect(line.queue.batchFailures == 1 && line.queue.nextBatchTime == line.now.moved(by: 1_000_000))
    #expect((1...20).allSatisfy { line.entry($0).state == .waiting && line.entry($0).attempts == 0 })
  }

  @Test(arguments: [
    RepositoryError.busy(retryAfter: .seconds(1)), .fault("injected"), .sequenceTaken(remedy: "put it right"),
  ])
  func aBatchsErrorGivesTheClaimBack(error: RepositoryError) async throws {
    line.join(20)
    line.session.script { $0.failures[.commitBatch] = [error] }
    let report = try await line.run()
    #expect(report.failures.count == 1 && !report.isCutShort)
    #expect(line.queue.claimed == 0 && line.queue.batchFailures == 1 && line.queue.leaseEndTime == nil)
    line.pass(.seconds(1))
    _ = try await line.run()
    #expect(line.users.count == 20 && line.queue.batchFailures == 0)
    #expect(line.session.misuses == [])
  }

  @Test func codesThatExistAreDrawnAnew() async throws {
    line.join(2)
    line.session.script { $0.failures[.commitBatch] = [.codeClash, .transitionIDTaken, nil] }
    #expect(try await line.run().failures.isEmpty)
    #expect(line.users == ["u1", "u2"])
  }

  @Test func anUnknownCommitIsNotRepeated() async throws {
    line.join(5)
    line.session.script { $0.failures[.commitBatch] = [.outcomeUnknown] }
    let report = try await line.run()
    #expect(report.failures.map(\.error) == [.outcomeUnknown])
    #expect(line.session.steps.count { $0 == .commitBatch } == 1 && line.queue.claimed == 5)
    line.pass(.seconds(5))
    _ = try await line.run()
    #expect(line.users.count == 5, "the claim came back after its lease")
  }

  @Test func aDatabaseThatIsAwayEndsTheRunAndTheLeaseBringsItBack() async throws {
    line.join(5)
    line.session.script {
      $0.endsWhenUnavailable = true
      $0.failures[.lockWithLine] = [.unavailable(retryAfter: .seconds(1))]
    }
    // The pool repeats the run on another session, where the line is claimed already.
    _ = try await line.run()
    #expect(line.users.isEmpty && line.queue.claimed == 5)
    line.pass(.seconds(5))
    _ = try await line.run()
    #expect(line.users.count == 5)
  }

  @Test func aWorkerWhoseLineWasTakenWritesNothing() async throws {
    line.join(5)
    line.session.script { script in
      script.hooks[.lockWithLine] = { [session = line.session, rules = line.rules] in
        session.script { script in
          let later = script.now.moved(by: 5_000_000)
          _ = script.queues[.sample]?.claim(at: later, by: rules)
        }
      }
    }
    #expect(try await line.run().failures.isEmpty)
    #expect(line.users.isEmpty && line.queue.served == 0)
    #expect(!line.session.steps.contains(.commitBatch))
  }

  @Test func aHeldLineIsPassedByAndAHeldCampaignToo() async throws {
    line.join(5)
    let other = CampaignID(rawValue: 8)
    line.add(other)
    line.join(5, in: other)
    line.session.script { $0.heldLines = [.sample] }
    #expect(try await line.run().failures.count == 1)
    #expect(line.users(of: other).count == 5 && line.users.isEmpty)
    line.session.script {
      $0.heldLines = []
      $0.heldRows = [.sample]
    }
    line.pass(.seconds(2))
    #expect(try await line.run().failures.map(\.error) == [.overloaded(retryAfter: .seconds(1))])
    #expect(line.queue.batchFailures == 1 && line.queue.claimed == 0)
  }

  @Test func theEndOfALineIsSettledAtOnceAndTold() async throws {
    line.join(2_500)
    line.session.script { $0.campaigns[.sample] = .sample(total: 50) }
    line.rules.size = 100
    var report = try await line.run()
    while report.isCutShort { report = try await line.run() }
    #expect(line.queue.completed == 50 && line.queue.failed == 2_450 && !line.queue.isActive)
    #expect((51...2_500).allSatisfy { line.entry($0).state == .failed(.soldOut) })
    #expect(line.told.compactMap(\.mark).count == 1)
    #expect(line.told.reduce(0) { $0 + $1.entries.count } == 2_500)
  }

  @Test func aPausedLineIsNotDueAndGoesOnAfterwards() async throws {
    line.join(5)
    line.session.script { script in
      script.hooks[.lockWithLine] = { [session = line.session] in
        session.script { $0.campaigns[.sample] = .sample(.paused) }
      }
    }
    #expect(try await line.run().failures.isEmpty, "it was paused in the middle")
    #expect(line.users.isEmpty && line.queue.claimed == 0 && line.queue.batchFailures == 0)
    line.session.script { $0.hooks = [:] }
    line.pass(.seconds(1))
    #expect(try await !line.run().isCutShort && line.users.isEmpty)
    line.session.script { $0.campaigns[.sample] = .sample() }
    _ = try await line.run()
    #expect(line.users.count == 5)
  }

  @Test func theOpeningByABatchIsTold() async throws {
    line.join(1)
    line.session.script { $0.campaigns[.sample] = .sample(.scheduled) }
    _ = try await line.run()
    #expect(line.changes.all == ["7 SCHEDULED->OPEN by scheduler 0 us late"])
  }

  @Test(arguments: [true, false]) func nothingIsSaidOfABatchBeforeItIsDurable(isDurable: Bool) async throws {
    let gate = ScriptedGate()
    let line = ScriptedLine(gate: gate)
    line.join(1)
    line.session.script { $0.campaigns[.sample] = .sample(.scheduled) }
    _ = try await line.run()
    #expect(line.session.script { $0.releases } == [.early] && line.users == ["u1"])
    #expect(line.changes.all.isEmpty && line.told.isEmpty)
    if isDurable {
      #expect(gate.sendMarker() && gate.returnMarker())
    } else {
      gate.loseConnection()
    }
    #expect(line.changes.all.count == (isDurable ? 1 : 0) && line.told.count == (isDurable ? 1 : 0))
  }
}

/// The line of one campaign or several in memory, under a clock that a test moves.
private final class ScriptedLine: QueueBatchObserver {
  let session: ScriptedSession
  let changes = RecordedChanges()
  private let clock = Mutex(ContinuousClock.now)
  private let changesTold = Mutex<[QueueBatchChange]>([])
  private let ruleBox = Mutex(QueueBatchRules())
  private let job = Mutex<QueueBatchJob?>(nil)

  init(gate: ScriptedGate? = nil) {
    session = ScriptedSession([.sample(total: 10_000, endTime: nil)], gate: gate)
    add(.sample)
  }

  var rules: QueueBatchRules {
    get { ruleBox.withLock { $0 } }
    set { ruleBox.withLock { $0 = newValue } }
  }

  var time: ContinuousClock.Instant { clock.withLock { $0 } }
  var now: Timestamp { session.script { $0.now } }
  var told: [QueueBatchChange] { changesTold.withLock { $0 } }
  var queue: CampaignQueue {
    session.script { $0.queues[.sample] } ?? CampaignQueue(campaignID: .sample, nextBatchTime: .start)
  }
  var users: [String] { users(of: .sample) }

  func users(of id: CampaignID) -> [String] {
    session.script { $0.coupons.filter { $0.coupon.campaignID == id }.compactMap { $0.coupon.userID?.text } }
  }

  func committed(_ change: QueueBatchChange) { changesTold.withLock { $0.append(change) } }

  func add(_ id: CampaignID) {
    session.script {
      if $0.campaigns[id] == nil { $0.campaigns[id] = .sample(id: id) }
      $0.queues[id] = CampaignQueue(campaignID: id, nextBatchTime: .start)
    }
  }

  /// So many users join, u1 first.
  func join(_ count: Int64, in id: CampaignID = .sample) {
    session.script { script in
      script.queues[id] = CampaignQueue(
        campaignID: id, lastTicket: count, claimed: 0, served: 0, failedThrough: 0, mark: nil, settledThrough: 0,
        completed: 0, failed: 0, setAside: 0, nextBatchTime: .start, lastBatchTime: nil, batchFailures: 0, token: 0,
        leaseEndTime: nil, entriesPerHour: nil)
      for ticket in 1...count {
        script.entries.append(
          QueueEntry(
            requestID: RequestID(high: UInt64(id.rawValue), low: UInt64(ticket)), campaignID: id,
            userID: UserID(alreadyChecked: "u\(ticket)"), ticket: ticket, state: .waiting, joinTime: .start,
            updateTime: .start))
      }
    }
  }

  func err(_ user: String) { session.script { $0.erringUsers[UserID(alreadyChecked: user)] = "poison \(user)" } }

  func entry(_ ticket: Int64) -> QueueEntry {
    session.script { script in script.entries[Int(ticket) - 1] }
  }

  func error(_ ticket: Int64) -> String? { session.script { $0.entryErrors[ticket] } }

  /// Moves both clocks.
  func pass(_ duration: Duration) {
    clock.withLock { $0 += duration }
    session.script { $0.now = $0.now.advanced(by: duration) ?? $0.now }
  }

  func run() async throws(UseCaseError) -> JobReport {
    let job = job.withLock { job in
      let made =
        job
        ?? QueueBatchJob(
          database: ScriptedDatabase(session, servesAtOnce: true), rules: rules, campaignObserver: changes,
          observer: self, now: { [self] in time })
      job = made
      return made
    }
    return try await job.runOnce(waitingUntil: nil)
  }
}
