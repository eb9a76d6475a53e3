import Synchronization
import Testing

@testable import CampaignInfra
@testable import ProgramConventions

/// The rules of the wait: its reasons, its limit and its messages.
@Suite struct DatabaseWaitTests {
  private let start = ContinuousClock.now

  private func error(_ cause: ConnectFailure.Cause, host: String = "h:1", reason: String = "r") -> PostgresError {
    .cannotConnect(ConnectFailure(attempts: [.init(host: host, cause: cause, reason: reason)]))
  }

  @Test func aDatabaseThatIsAwayIsWaitedForUntilTheTimeIsOver() {
    var wait = DatabaseWait(limit: .seconds(30), at: start)
    #expect(wait.deadline == start + .seconds(30))
    let refused = error(.unreachable, reason: "refused")
    #expect(
      wait.failed(refused, at: start)
        == .tryAgain(
          at: start + .milliseconds(100), .began(atMost: .seconds(30), reason: "cannot connect: h:1: refused")))
    var pauses: [Duration] = []
    for _ in 0..<5 {
      guard case .tryAgain(let time, nil) = wait.failed(refused, at: start + .seconds(1)) else { break }
      pauses.append(time - start - .seconds(1))
    }
    #expect(pauses == [.milliseconds(200), .milliseconds(400), .milliseconds(800), .seconds(1), .seconds(1)])
    // The last attempt has time enough to learn why it fails.
    #expect(wait.failed(refused, at: start + .seconds(29)) == .tryAgain(at: start + .milliseconds(29_500), nil))
    #expect(wait.failed(refused, at: start + .seconds(30)) == .giveUp(waited: .seconds(30)))
    #expect(wait.succeeded(at: start + .seconds(4)) == .ended(after: .seconds(4)))
  }

  @Test func aReasonIsToldWhenItIsNew() {
    var wait = DatabaseWait(limit: .seconds(30), at: start)
    var lines: [DatabaseWaitLine] = []
    let errors = [
      error(.unreachable, reason: "one"), error(.unreachable, reason: "the same in other words"),
      error(.server(.cannotConnectNow)), error(.unreachable, host: "other:1"), error(.server(.cannotConnectNow)),
      error(.server(.tooManyConnections)), .connectionLost("x"), .connectionLost("y"),
    ]
    for error in errors {
      if case .tryAgain(_, let line?) = wait.failed(error, at: start + .seconds(10)) { lines.append(line) }
    }
    #expect(lines.count == 5)
    #expect(lines.dropFirst().allSatisfy { if case .another(left: .seconds(20), _) = $0 { true } else { false } })
  }

  @Test func whatNoWaitWouldHealEndsAtOnce() {
    let causes: [ConnectFailure.Cause] = [
      .server(SQLState(rawValue: "28P01")), .server(SQLState(rawValue: "3D000")), .incompatible, .misconfigured,
      .unsuitable,
    ]
    for cause in causes {
      var wait = DatabaseWait(limit: .seconds(30), at: start)
      #expect(wait.failed(error(cause), at: start) == .giveUp(waited: nil))
    }
    var wait = DatabaseWait(limit: .seconds(30), at: start)
    _ = wait.failed(error(.unreachable), at: start)
    #expect(wait.failed(error(.incompatible), at: start + .seconds(3)) == .giveUp(waited: .seconds(3)))
  }

  @Test func withoutAWaitThereIsOneAttempt() {
    var wait = DatabaseWait(limit: .zero, at: start)
    #expect(wait.deadline == nil)
    #expect(wait.failed(error(.unreachable), at: start) == .giveUp(waited: nil))
    #expect(wait.succeeded(at: start) == nil)
  }

  @Test func linesAreForPeople() {
    let lines: [DatabaseWaitLine] = [
      .began(atMost: .seconds(30), reason: "why"), .another(left: .milliseconds(21_456), reason: "why"),
      .ended(after: .milliseconds(3_260)), .stopped(after: .milliseconds(12)),
    ]
    #expect(
      lines.map(\.description) == [
        "waiting for the database, at most 30s: why", "still waiting for the database, 21s400ms left: why",
        "the database is there, after 3s200ms", "told to end before the database was ready, after 0s",
      ])
  }

  @Test func zeroNeedsNoUnit() throws {
    #expect(try Duration.waitFlag("0") == .zero)
    #expect(try Duration.waitFlag("0s") == .zero)
    #expect(try Duration.waitFlag("1m30s") == .seconds(90))
    #expect(throws: FlagFault.self) { try Duration.waitFlag("30") }
  }
}

/// The same with work that is done.
@Suite(.timeLimit(.minutes(1))) struct DatabasePatienceTests {
  private static let away = PostgresError.cannotConnect(ConnectFailure(.unreachable, "away"))

  private func patience(_ limit: Duration, _ said: Said, _ interruption: Interruption = Interruption())
    -> DatabasePatience
  {
    DatabasePatience(limit: limit, interruption: interruption) { said.append($0) }
  }

  @Test func workIsDoneAgainUntilItSucceeds() async {
    let said = Said()
    let attempts = Mutex(0)
    let outcome = await patience(.seconds(50), said).run { (_, _) throws(PostgresError) -> Int in
      let attempt = attempts.withLock { count in
        count += 1
        return count
      }
      if attempt < 3 { throw Self.away }
      return attempt
    }
    guard case .done(3) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(said.lines.count == 2)
  }

  @Test func anInterruptionEndsThePause() async {
    let (said, interruption) = (Said(), Interruption())
    let outcome = await patience(.seconds(50), said, interruption).run {
      (_, interruption) throws(PostgresError) -> Int in
      // A signal interrupts the wait in the middle of an attempt.
      interruption.interrupt()
      throw Self.away
    }
    guard case .interrupted = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(said.lines.count == 1)
  }

  @Test func workHasTimeUntilTheWaitIsOver() async {
    let said = Said()
    let outcome = await patience(.milliseconds(300), said).run { (deadline, _) throws(PostgresError) -> Int in
      #expect(deadline.map { $0 - .now <= .milliseconds(300) } == true)
      throw Self.away
    }
    guard case .failed(.cannotConnect, waited: .some) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }
}

private final class Said: Sendable {
  private let all = Mutex<[DatabaseWaitLine]>([])

  var lines: [DatabaseWaitLine] { all.withLock { $0 } }

  func append(_ line: DatabaseWaitLine) { all.withLock { $0.append(line) } }
}
