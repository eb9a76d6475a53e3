public import CampaignInfra
import Dispatch

/// Does work on the database, and does it again while the database is not there yet.
public struct DatabasePatience: Sendable {
  /// The end of some work.
  public enum Outcome<Value: Sendable, Failure: DatabaseFailure>: Sendable {
    /// It was done.
    case done(Value)
    /// It failed for good, after waiting for so long; `nil`: nothing was waited for.
    case failed(Failure, waited: Duration?)
    /// A signal ended it.
    case interrupted
  }

  private let limit: Duration
  private let interruption: Interruption
  private let say: @Sendable (DatabaseWaitLine) -> Void

  /// Takes SIGTERM and SIGINT over: the first ends the wait, the second the program.
  ///
  /// - Parameters:
  ///   - limit: The longest wait; zero: none.
  ///   - say: Writes a line, from whatever thread.
  public init(limit: Duration, say: @escaping @Sendable (DatabaseWaitLine) -> Void) {
    ServiceProgram.takeOverSignals()
    self.init(limit: limit, interruption: ServiceProgram.interruption, say: say)
  }

  init(limit: Duration, interruption: Interruption, say: @escaping @Sendable (DatabaseWaitLine) -> Void) {
    self.limit = limit
    self.interruption = interruption
    self.say = say
  }

  /// Runs `work`, which may block, on a thread of its own, once or until the database is there. `work` is told until
  /// when a connection has to stand, and what ends its waits.
  public func run<Value: Sendable, Failure: DatabaseFailure>(
    _ work: @escaping @Sendable (ContinuousClock.Instant?, Interruption) throws(Failure) -> Value
  ) async -> Outcome<Value, Failure> {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "database").async { continuation.resume(returning: runBlocking(work)) }
    }
  }

  private func runBlocking<Value, Failure>(
    _ work: (ContinuousClock.Instant?, Interruption) throws(Failure) -> Value
  ) -> Outcome<Value, Failure> {
    var wait = DatabaseWait(limit: limit, at: .now)
    while !interruption.isInterrupted {
      do throws(Failure) {
        let value = try work(wait.deadline, interruption)
        if let line = wait.succeeded(at: .now) { say(line) }
        return .done(value)
      } catch {
        if interruption.isInterrupted { break }
        guard let cause = error.postgresError else { return .failed(error, waited: nil) }
        switch wait.failed(cause, at: .now) {
        case .giveUp(let waited): return .failed(error, waited: waited)
        case .tryAgain(let time, let line):
          if let line { say(line) }
          _ = interruption.sleep(until: time)
        }
      }
    }
    say(wait.interrupted(at: .now))
    return .interrupted
  }
}
