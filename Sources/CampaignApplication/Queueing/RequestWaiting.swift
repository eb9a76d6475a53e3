import CampaignDomain

/// The calls that wait for the ends of coupon requests, and what is read next for them. A pure value: it knows nothing
/// of threads or databases; the clock is a parameter, and it says what to do.
///
///     enter ──▶ unread ──read──▶ in line ──served passes the ticket──▶ unread
///                        │ └───▶ set aside ──next look──▶ unread
///                        └─────▶ answered: ended, unknown, or no time is left
struct RequestWaiting<Waiting> {
  typealias Instant = ContinuousClock.Instant
  typealias CallerID = UInt64
  typealias Answer = (waiting: Waiting, result: Result<QueueEntryView, UseCaseError>)

  /// The caller's next step after a call asked to enter.
  enum EnterAction: Equatable {
    /// Refuse the call: too many wait.
    case refuse
    /// Begin to drive: ask for steps until there is nothing to do.
    case startDriver
    /// Wake who drives: there is something to read.
    case wakeDriver
  }

  /// The next step of who drives.
  enum Step: Equatable {
    /// End: nobody waits.
    case end
    case sleep(until: Instant)
    /// Have these read and delivered, and ask for the next step meanwhile.
    case readRequests([RequestID])
    case readLines([CampaignID])
  }

  enum Place {
    /// To be read next, or being read.
    case unread
    case inLine(CampaignID)
    case setAside
  }

  struct Caller {
    let requestID: RequestID
    let waiting: Waiting
    let deadline: Instant
    /// The tick at which it is answered as it was last seen.
    var dueTick: Int64
    /// True: it was due before it was seen, and is answered as soon as it is.
    var isOverdue = false
    var seen: QueueEntryView?
    var place = Place.unread
  }

  /// The callers of one campaign who wait for their ticket to be passed.
  struct Line {
    var served: Int64
    var tickets: [CallerID: Int64] = [:]
  }

  let limits: WaitCouponRequest.Configuration
  private let origin: Instant
  private var lastCallerID: CallerID = 0
  private(set) var callers: [CallerID: Caller] = [:]
  private var due: [Int64: Set<CallerID>] = [:]
  var lines: [CampaignID: Line] = [:]
  /// Each of the three may hold callers who are gone: they are passed by.
  var unread = ArrivalQueue<CallerID>()
  var setAside = ArrivalQueue<CallerID>()
  private var inTurn = ArrivalQueue<CallerID>()
  /// Those whose requests are being read.
  var reading: [CallerID] = []
  var isReading = false
  private var isDriven = false
  private(set) var isDraining = false
  private var nextLookTime: Instant
  /// Nothing is read before it: the last reading failed.
  private var retryTime: Instant?
  /// The error of the last reading; `nil`: it succeeded.
  private(set) var failure: UseCaseError?

  /// `origin`: any time; deadlines are counted in ticks from it.
  init(_ limits: WaitCouponRequest.Configuration, at origin: Instant) {
    self.limits = limits
    self.origin = origin
    nextLookTime = origin
  }

  mutating func enter(
    _ waiting: Waiting, for request: RequestID, deadline: Instant?, at now: Instant
  ) -> EnterAction {
    guard callers.count < limits.capacity else { return .refuse }
    lastCallerID += 1
    let latest = now + limits.longestWait
    let deadline = deadline.map { min($0, latest) } ?? latest
    let tick = max(tick(of: now), tick(of: deadline - limits.margin))
    callers[lastCallerID] = Caller(requestID: request, waiting: waiting, deadline: deadline, dueTick: tick)
    due[tick, default: []].insert(lastCallerID)
    unread.append(lastCallerID)
    inTurn.append(lastCallerID)
    if isDriven { return .wakeDriver }
    isDriven = true
    return .startDriver
  }

  /// The next step, and those who are answered before it. `isOver` tells of whom there is no use in waiting for.
  mutating func next(at now: Instant, isOver: (Waiting) -> Bool) -> (answers: [Answer], step: Step) {
    var answers = takeDue(at: now)
    let isLookDue = !isReading && retryTime.map { now >= $0 } ?? true && now >= nextLookTime
    if isLookDue { answers += dropSome(where: isOver) }
    guard !callers.isEmpty else {
      isDriven = false
      return (answers, .end)
    }
    return (answers, step(at: now, isLookDue: isLookDue))
  }

  private mutating func step(at now: Instant, isLookDue: Bool) -> Step {
    let nextDue = due.keys.min().map { origin + limits.tick * $0 } ?? now + limits.lookInterval
    if isReading { return .sleep(until: nextDue) }
    if let retryTime, now < retryTime { return .sleep(until: min(nextDue, retryTime)) }
    retryTime = nil
    if isLookDue {
      nextLookTime = now + limits.lookInterval
      // One look reads only so many of them; the others have their turn with the next.
      for id in setAside.take(limit: limits.pageSize) { requeue(id) }
      if !lines.isEmpty {
        isReading = true
        return .readLines(Array(lines.keys))
      }
    }
    reading = takeUnread()
    guard !reading.isEmpty else { return .sleep(until: min(nextDue, nextLookTime)) }
    isReading = true
    return .readRequests(Array(Set(reading.compactMap { callers[$0]?.requestID })))
  }

  private mutating func takeUnread() -> [CallerID] {
    var taken: [CallerID] = []
    while taken.count < limits.pageSize, let id = unread.popFirst() {
      if callers[id] != nil { taken.append(id) }
    }
    return taken
  }

  /// The server stops: whoever was seen is answered, the others as soon as they are.
  mutating func beginDrain() -> [Answer] {
    isDraining = true
    return answerSeen(callers.keys.sorted())
  }

  private mutating func takeDue(at now: Instant) -> [Answer] {
    let tick = tick(of: now)
    let ids = due.keys.filter { $0 <= tick }.sorted().flatMap { due.removeValue(forKey: $0)?.sorted() ?? [] }
    let answers = answerSeen(ids)
    for id in ids {
      guard var caller = callers[id] else { continue }
      // The first reading is a moment away, if the database answers.
      caller.isOverdue = true
      caller.dueTick = max(tick + 1, self.tick(of: caller.deadline - limits.lastMargin))
      callers[id] = caller
      due[caller.dueTick, default: []].insert(id)
    }
    return answers
  }

  /// Answers those of these who were seen, and, where the database fails, or gave no answer until now, the others too.
  private mutating func answerSeen(_ ids: [CallerID]) -> [Answer] {
    ids.compactMap { id in
      guard let caller = callers[id] else { return nil }
      if let seen = caller.seen { return answer(id, .success(seen)) }
      if let failure { return answer(id, .failure(failure)) }
      return caller.isOverdue && !isDraining ? answer(id, .failure(.databaseUnavailable(retryAfter: .seconds(1)))) : nil
    }
  }

  /// Looks at a part of all callers, in turn.
  private mutating func dropSome(where isOver: (Waiting) -> Bool) -> [Answer] {
    var answers: [Answer] = []
    for id in inTurn.take(limit: inTurn.count / 16 + 1) {
      guard let caller = callers[id] else { continue }
      if isOver(caller.waiting) {
        if let dropped = answer(id, .failure(.deadlineExceeded)) { answers.append(dropped) }
      } else {
        inTurn.append(id)
      }
    }
    return answers
  }

  /// Lets a caller go with its answer.
  mutating func answer(_ id: CallerID, _ result: Result<QueueEntryView, UseCaseError>) -> Answer? {
    guard let caller = callers.removeValue(forKey: id) else { return nil }
    due[caller.dueTick]?.remove(id)
    if due[caller.dueTick]?.isEmpty == true { due[caller.dueTick] = nil }
    leaveLine(id, caller)
    return (caller.waiting, result)
  }

  /// Has a caller's request read next.
  mutating func requeue(_ id: CallerID) {
    guard var caller = callers[id] else { return }
    leaveLine(id, caller)
    caller.place = .unread
    callers[id] = caller
    unread.append(id)
  }

  private mutating func leaveLine(_ id: CallerID, _ caller: Caller) {
    guard case .inLine(let campaign) = caller.place else { return }
    lines[campaign]?.tickets[id] = nil
    if lines[campaign]?.tickets.isEmpty == true { lines[campaign] = nil }
  }

  mutating func update(_ id: CallerID, _ change: (inout Caller) -> Void) {
    guard var caller = callers[id] else { return }
    change(&caller)
    callers[id] = caller
  }

  /// The last reading ended like this.
  mutating func noteReading(_ error: RepositoryError?, at now: Instant) {
    isReading = false
    failure = error.map { UseCaseError($0) }
    retryTime = error == nil ? nil : now + limits.lookInterval
  }

  func isDue(_ caller: Caller, at now: Instant) -> Bool {
    isDraining || caller.isOverdue || caller.dueTick <= tick(of: now)
  }

  /// Rounded down: nobody is answered late.
  private func tick(of time: Instant) -> Int64 {
    Int64(((time - origin) / limits.tick).rounded(.down))
  }
}
