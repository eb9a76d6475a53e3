public import CampaignDomain
import Synchronization

/// Answers when a coupon request has ended, or, as it stands, shortly before the call's time is over, and at once when
/// the server stops. Neither a connection nor a Task belongs to a call that waits: one Task drives them all, while
/// there are any.
public final class WaitCouponRequest: WaitingUseCase {
  /// The request to wait for.
  public typealias Input = GetCouponRequest.Input
  /// The entry of the request.
  public typealias Output = QueueEntryView

  /// The limits of waiting.
  public struct Configuration: Sendable {
    /// The most calls that wait; more are `.overloaded`.
    public var capacity: Int
    /// The time from one look at the lines to the next.
    public var lookInterval: Duration
    /// The time that is left of a call when it is answered as its request stands.
    public var margin: Duration
    /// The time that is left of a call when nothing is hoped for of the database any more.
    public var lastMargin: Duration
    /// The longest wait, for calls with more time or any.
    public var longestWait: Duration
    /// The most requests of one statement.
    public var pageSize: Int
    /// The grid of the answers' times.
    let tick = Duration.milliseconds(25)

    /// The contract's limits, unless told.
    public init(
      capacity: Int = 100_000, lookInterval: Duration = .milliseconds(250), margin: Duration = .milliseconds(500),
      lastMargin: Duration = .milliseconds(100), longestWait: Duration = .seconds(86_400), pageSize: Int = 1_000
    ) {
      self.capacity = capacity
      self.lookInterval = lookInterval
      self.margin = margin
      self.lastMargin = lastMargin
      self.longestWait = longestWait
      self.pageSize = pageSize
    }
  }

  private struct Pending {
    let call: Call
    let completion: @Sendable (Result<QueueEntryView, UseCaseError>) -> Void
  }

  private struct State {
    var waiting: RequestWaiting<Pending>
    /// The driver's sleep, which ends when it is cancelled.
    var sleep: Task<Void, Never>?
  }

  private let database: any CouponRequestDatabase
  private let observer: (any RequestWaitObserver)?
  private let state: Mutex<State>

  /// Reads by one session of `database` at a time. It must be the primary's: a request that was just made exists.
  public init(
    database: any CouponRequestDatabase, configuration: Configuration = Configuration(),
    observer: (any RequestWaitObserver)? = nil
  ) {
    self.database = database
    self.observer = observer
    state = Mutex(State(waiting: RequestWaiting(configuration, at: .now)))
  }

  /// Changes nothing. Refused with `.invalidField` where the id is no UUID, `.requestNotFound`, and `.overloaded` where
  /// too many wait; where the database gave no answer in time, with its error.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let id: RequestID
    do throws(UseCaseError) { id = try input.checkedID } catch { return completion(.failure(error)) }
    let pending = Pending(call: call, completion: completion)
    let (action, sleep) = state.withLock { state in
      (state.waiting.enter(pending, for: id, deadline: call.deadline, at: .now), state.sleep)
    }
    switch action {
    case .refuse: completion(.failure(.overloaded(retryAfter: .seconds(1))))
    case .startDriver: Task { await drive(database) }
    case .wakeDriver: sleep?.cancel()
    }
  }

  /// Answers everybody who waits, and whoever comes later as soon as their request was read.
  public func endWaiting() {
    let (answers, sleep) = state.withLock { state in (state.waiting.beginDrain(), state.sleep) }
    answer(answers)
    sleep?.cancel()
  }

  /// Carries out step after step until nobody waits.
  private func drive(_ database: some CouponRequestDatabase) async {
    while true {
      let (answers, step, sleep) = state.withLock { state in
        let (answers, step) = state.waiting.next(at: .now, isOver: { $0.call.isOver() })
        state.sleep = nil
        if case .sleep(let time) = step {
          // Under the lock: who comes next finds it, and can end it.
          state.sleep = Task { try? await Task.sleep(until: time, clock: .continuous) }
        }
        return (answers, step, state.sleep)
      }
      answer(answers)
      switch step {
      case .end: return
      case .sleep: await sleep?.value
      case .readRequests(let ids):
        read(database) { (session) throws(RepositoryError) in
          try session.requests(ids)
        } deliver: {
          $0.deliver(requests: $1, at: .now)
        }
      case .readLines(let ids):
        read(database) { (session) throws(RepositoryError) in
          .durable(try session.lines(ids))
        } deliver: {
          $0.deliver(lines: ids, $1, at: .now)
        }
      }
    }
  }

  /// Reads on a connection's thread and wakes the driver, which goes on meanwhile: somebody's time may be over.
  private func read<Database: CouponRequestDatabase, Row: Sendable>(
    _ database: Database, _ statement: @escaping @Sendable (Database.Session) throws(RepositoryError) -> Held<[Row]>,
    deliver:
      @escaping @Sendable (inout RequestWaiting<Pending>, Result<[Row], RepositoryError>) ->
      [RequestWaiting<Pending>.Answer]
  ) {
    database.perform { [self] session in
      let end: @Sendable (Result<[Row], RepositoryError>) -> Void = { [self] result in
        let (answers, sleep) = state.withLock { state in (deliver(&state.waiting, result), state.sleep) }
        answer(answers)
        sleep?.cancel()
      }
      do throws(RepositoryError) {
        try statement(try session.get()).open { rows in
          end(rows.map { .success($0) } ?? .failure(.unavailable(retryAfter: .milliseconds(500))))
        }
      } catch {
        end(.failure(error))
      }
    }
  }

  private func answer(_ answers: [RequestWaiting<Pending>.Answer]) {
    guard !answers.isEmpty else { return }
    var (ended, requested) = (0, 0)
    for (pending, result) in answers {
      if case .success(let view) = result {
        if view.status.isEnd { ended += 1 } else { requested += 1 }
      }
      pending.completion(result)
    }
    observer?.answered(ended: ended, stillRequested: requested)
  }
}

/// Hears how calls that waited for the ends of coupon requests were answered. It is called outside of locks, on any
/// thread, and must not block.
public protocol RequestWaitObserver: AnyObject, Sendable {
  /// So many were answered with an end, and so many with a request that had none yet. Errors are not told of.
  func answered(ended: Int, stillRequested: Int)
}
