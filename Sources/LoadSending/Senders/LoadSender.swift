internal import Histogram
internal import NIOCore
internal import RPCClient
internal import RPCCodec

/// Sends requests and counts how they end: its share of a schedule at the planned times, whatever the server does, or,
/// in a closed loop, one request for each that ended. Lives on its event loop, as its connections do, so that neither
/// sending nor counting needs a lock, a task or a hop.
///
/// All requests that are due leave in one turn, in runs of several on a connection. With a request each few
/// microseconds the sender looks at its schedule ten thousand times a second rather than once a request.
final class LoadSender {
  /// The shortest time between two looks at the schedule.
  private static let shortestPause = TimeAmount.microseconds(100)

  /// The number of requests after which the event loop may read answers before it sends more.
  private static let mostInATurn = 512

  /// The number of requests of a turn after which the clock is read again: they take far less time than a late
  /// request's bound.
  private static let requestsOfOneReading = 32

  /// The most requests of a turn that follow each other on a connection.
  private static let longestRun = 32

  /// The part of a load that is one sender's own.
  struct Share {
    /// It takes each `stride`-th request of a schedule, beginning with the one of this number.
    var first: UInt64
    var stride: UInt64
    /// Calls in flight, in a closed loop.
    var concurrency: Int
  }

  private let eventLoop: any EventLoop
  private let plan: LoadPlan
  private let naming: UserNaming
  private let share: Share
  /// The numbers of a closed loop's requests, which all senders draw from.
  private let numbers: RequestNumbers
  private var connections: [LoadConnection] = []
  private var finished: EventLoopPromise<Void>?

  private var start = NIODeadline.distantFuture
  private var next: UInt64
  /// True if every request of the share was sent, or never will be.
  private var isDone = false
  private var isStopped = false
  private var turn = 0
  private var lastTurnCount = 0
  /// The channels that have something to write.
  private var unflushed: [LoadChannelHandler] = []
  private var reader = AnswerReader()
  private var retries: RetryQueue?
  private var givingUp: Scheduled<Void>?
  private(set) var tally = OutcomeTally()
  private var recent = ProgressSnapshot().recent

  init(
    plan: LoadPlan, naming: UserNaming, share: Share, numbers: RequestNumbers, retryPolicy: RetryPolicy?,
    eventLoop: any EventLoop
  ) {
    self.plan = plan
    self.naming = naming
    self.next = share.first
    self.share = share
    self.numbers = numbers
    self.retries = retryPolicy.map { RetryQueue(policy: $0) }
    self.eventLoop = eventLoop
  }

  /// Makes the connections, as many as there are addresses.
  func connect(to addresses: [ServerAddress], configuration: RPCClientConfiguration) -> EventLoopFuture<Void> {
    connections = addresses.map { address in
      LoadConnection(
        to: address, on: eventLoop, connectTimeout: configuration.connectTimeout,
        makeHandler: { [weak self, plan, naming, eventLoop] in
          LoadChannelHandler(plan: plan, naming: naming, owner: self, eventLoop: eventLoop)
        },
        whenMade: { [weak self] in self?.connectionWasMade() })
    }
    return EventLoopFuture.andAllSucceed(connections.map { $0.connect() }, on: eventLoop)
  }

  /// Begins at a point in time; the future succeeds when every request of the share has left or never will, and every
  /// one that left has ended.
  func begin(at start: NIODeadline) -> EventLoopFuture<Void> {
    let finished = eventLoop.makePromise(of: Void.self)
    self.finished = finished
    self.start = start
    switch plan.pacing {
    case .openLoop: sendDue()
    case .closedLoop: look(at: start)
    }
    return finished.futureResult
  }

  /// Sends no more, as no other sender does.
  func stop() {
    guard !isStopped else { return }
    if !isDone { countRestAsUnsent() }
    sendNoMore()
  }

  /// No server could be reached for as long as an answer is waited for: the other senders may have one, and go on.
  private func giveUp() {
    guard !isStopped, !isDone else { return }
    tally.countUnsent(numbers.leave())
    sendNoMore()
  }

  private func sendNoMore() {
    isStopped = true
    isDone = true
    givingUp?.cancel()
    let now = NIODeadline.now()
    for retry in retries?.takeAll() ?? [] { end(retry.request, as: retry.ending, at: now) }
    finishIfDone()
  }

  private func countRestAsUnsent() {
    switch plan.pacing {
    case .openLoop(let schedule):
      if next < schedule.count { tally.countUnsent((schedule.count - next + share.stride - 1) / share.stride) }
    case .closedLoop: tally.countUnsent(numbers.takeRest())
    }
  }

  /// The work that was done, and the latencies since the last look.
  func takeSnapshot() -> ProgressSnapshot {
    let snapshot = ProgressSnapshot(
      sent: tally.sent, unsent: tally.unsent, ended: tally.ended, outcomes: tally.outcomes, recent: recent)
    recent.reset()
    return snapshot
  }

  func close() -> EventLoopFuture<Void> {
    EventLoopFuture.andAllComplete(connections.map { $0.close() }, on: eventLoop)
  }

  // MARK: Times of sending

  private func look(at time: NIODeadline) {
    eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.sendDue() }
  }

  private func sendDue() {
    guard !isDone else { return }
    switch plan.pacing {
    case .openLoop(let schedule): sendDue(of: schedule)
    case .closedLoop: fill()
    }
  }

  private func sendDue(of schedule: SendSchedule) {
    defer { flush() }
    var now = NIODeadline.now()
    var sent = 0
    let run = min(max(1, lastTurnCount / 2), Self.longestRun)
    var handler: LoadChannelHandler?
    while let offset = schedule.offset(of: next) {
      let planned = start + .nanoseconds(Int64(clamping: offset))
      guard planned <= now, sent < Self.mostInATurn else {
        lastTurnCount = sent
        return look(at: sent < Self.mostInATurn ? max(planned, now + Self.shortestPause) : now)
      }
      if sent % run == 0 || handler?.hasRoom != true { handler = nextReady() }
      send(next, planned: planned, at: now, on: handler)
      next += share.stride
      sent += 1
      if sent % Self.requestsOfOneReading == 0 { now = .now() }
    }
    isDone = true
    finishIfDone()
  }

  /// A closed loop: as many requests as have ended since the last time, where they ended if possible.
  private func fill(_ preferred: LoadChannelHandler? = nil) {
    defer { flush() }
    let most = (share.concurrency + connections.count - 1) / max(1, connections.count)
    let now = NIODeadline.now()
    func hasRoom(_ handler: LoadChannelHandler) -> Bool { handler.hasRoom && handler.waiting < most }
    while !isDone, tally.outstanding < UInt64(share.concurrency) {
      let handler = preferred.flatMap { hasRoom($0) ? $0 : nil } ?? nextReady(where: hasRoom) ?? nextReady()
      guard let handler else { return giveUpLater() }
      guard let number = numbers.take() else {
        isDone = true
        break
      }
      send(number, planned: now, at: now, on: handler)
    }
    finishIfDone()
  }

  private func connectionWasMade() {
    givingUp?.cancel()
    givingUp = nil
    guard case .closedLoop = plan.pacing, !isDone, start <= .now() else { return }
    fill()
  }

  /// A closed loop whose server is gone waits for it as long as for an answer.
  private func giveUpLater() {
    guard tally.outstanding == 0, givingUp == nil else { return }
    givingUp = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(plan.options.timeout)) { self.giveUp() }
  }

  // MARK: Sending

  /// Sends a request for the first time; without a channel it counts as unsent.
  private func send(_ number: UInt64, planned: NIODeadline, at now: NIODeadline, on handler: LoadChannelHandler?) {
    let isLate = now - planned > TimeAmount(OutcomeTally.latenessBound)
    let request = InFlightRequest(number: number, planned: planned)
    guard let handler, write(request, on: handler, at: now) else { return tally.countUnsent() }
    tally.countSent(late: isLate)
    retries?.countRequest()
  }

  private func write(_ request: InFlightRequest, on handler: LoadChannelHandler, at now: NIODeadline) -> Bool {
    guard handler.send(request, at: now) else { return false }
    // A handful at most: several senders' connections share a turn.
    if unflushed.last !== handler { unflushed.append(handler) }
    return true
  }

  private func flush() {
    // One by one: a write that fails at once ends requests, and a closed loop then sends others.
    while let handler = unflushed.popLast() { handler.flush() }
  }

  /// The connections take turns; those that are lost or full are passed over.
  private func nextReady(where isWanted: (LoadChannelHandler) -> Bool = { _ in true }) -> LoadChannelHandler? {
    for _ in connections.indices {
      turn = turn + 1 < connections.count ? turn + 1 : 0
      if let handler = connections[turn].ready, isWanted(handler) { return handler }
    }
    return nil
  }

  // MARK: Ends of requests

  private func end(_ request: InFlightRequest, as ending: RequestEnding, at now: NIODeadline) {
    let microseconds = latency(of: request, at: now)
    tally.count(ending.outcome, microseconds: ending.hasLatency ? microseconds : nil)
    note(ending.outcome, of: request, microseconds: microseconds, isAnswered: ending.hasLatency)
    if ending.hasLatency { recent.record(microseconds) }
  }

  private func end(_ request: InFlightRequest, with coupon: CouponMessage, isReplay: Bool, at now: NIODeadline) {
    guard let code = CompactCode(coupon.code) else {
      return end(request, as: RequestEnding(outcome: .malformed, hasLatency: true), at: now)
    }
    let isMisdirected =
      coupon.campaignID != plan.options.campaignID || !naming.isName(coupon.userID, ofRequest: request.number)
    let microseconds = latency(of: request, at: now)
    tally.count(
      AcknowledgedCoupon(code: code, request: request.number, sequence: coupon.sequence, isReplay: isReplay),
      isMisdirected: isMisdirected, microseconds: microseconds)
    note(.ok, of: request, microseconds: microseconds, isAnswered: true)
    recent.record(microseconds)
  }

  /// The requests' ends over time.
  private func note(_ outcome: Outcome, of request: InFlightRequest, microseconds: UInt64, isAnswered: Bool) {
    let planned = UInt64(max(0, (request.planned - start).nanoseconds)) / 1_000
    tally.timeline.countEnded(
      outcome.series, plannedMicroseconds: planned, endedMicroseconds: planned + microseconds, isAnswered: isAnswered)
  }

  private func latency(of request: InFlightRequest, at now: NIODeadline) -> UInt64 {
    UInt64(max(0, (now - request.planned).nanoseconds)) / 1_000
  }

  /// Plans another attempt; false when there is none.
  private func retry(
    _ request: InFlightRequest, after failure: AttemptFailure, ending: RequestEnding, at now: NIODeadline
  ) -> Bool {
    guard !isStopped else { return false }
    switch retries?.plan(request, after: failure, ending: ending, now: now, timeout: plan.options.timeout) {
    case .retry(let time, let key):
      eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.sendAgain(key) }
      return true
    case .refusedByBudget:
      tally.countRefusedRetry()
      return false
    case .final, nil: return false
    }
  }

  private func sendAgain(_ key: UInt64) {
    guard let retry = retries?.take(key) else { return }
    let now = NIODeadline.now()
    var request = retry.request
    request.attempt += 1
    if let handler = nextReady(), write(request, on: handler, at: now) {
      tally.countRetry(mayHaveIssued: retry.ending.outcome.mayHaveIssued)
      return flush()
    }
    // Nobody is there to be asked: that counts as an attempt, too.
    if !self.retry(request, after: retry.failure, ending: retry.ending, at: now) {
      end(request, as: retry.ending, at: now)
      didRead(nil)
    }
  }

  private func finishIfDone() {
    guard isDone, tally.outstanding == 0 else { return }
    finished?.succeed(())
    finished = nil
  }
}

extension LoadSender: LoadChannelOwner {
  func wasAnswered(_ request: InFlightRequest, with data: ByteBuffer, at time: NIODeadline) {
    switch reader.read(data) {
    case .coupon(let coupon, let isReplay): end(request, with: coupon, isReplay: isReplay, at: time)
    case .refusal(let outcome, let failure):
      let ending = RequestEnding(outcome: outcome, hasLatency: true)
      if failure == .final || !retry(request, after: failure, ending: ending, at: time) {
        end(request, as: ending, at: time)
      }
    case .malformed: end(request, as: RequestEnding(outcome: .malformed, hasLatency: true), at: time)
    }
  }

  func wasNotAnswered(_ request: InFlightRequest, outcome: Outcome, at time: NIODeadline) {
    let isLost = outcome == .connectionLost
    let ending = RequestEnding(outcome: outcome, hasLatency: !isLost)
    if !isLost || !retry(request, after: AttemptFailure(.connectionLost), ending: ending, at: time) {
      end(request, as: ending, at: time)
    }
  }

  func didRead(_ handler: LoadChannelHandler?) {
    if case .closedLoop = plan.pacing, !isDone {
      fill(handler)
    } else {
      finishIfDone()
    }
  }
}
