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
  private var connections = SenderConnections([])
  private var finished: EventLoopPromise<Void>?

  private var start = NIODeadline.distantFuture
  private var next: UInt64
  /// True if every request of the share was sent, or never will be.
  private var isDone = false
  private var isStopped = false
  private var lastTurnCount = 0
  private var reader: AnswerReader
  private var retries: RetryQueue?
  private var givingUp: Scheduled<Void>?
  var tally = OutcomeTally()

  init(
    plan: LoadPlan, naming: UserNaming, share: Share, numbers: RequestNumbers, retryPolicy: RetryPolicy?,
    eventLoop: any EventLoop
  ) {
    self.plan = plan
    self.naming = naming
    self.next = share.first
    self.share = share
    self.numbers = numbers
    self.reader = AnswerReader(through: plan.options.through)
    self.retries = retryPolicy.map { RetryQueue(policy: $0) }
    self.eventLoop = eventLoop
  }

  /// Makes the connections, as many as there are addresses.
  func connect(to addresses: [ServerAddress], configuration: RPCClientConfiguration) -> EventLoopFuture<Void> {
    connections = SenderConnections(
      addresses.map { address in
        LoadConnection(
          to: address, on: eventLoop, connectTimeout: configuration.connectTimeout,
          makeHandler: { [weak self, plan, naming, eventLoop] in
            LoadChannelHandler(plan: plan, naming: naming, sender: self, eventLoop: eventLoop)
          },
          whenMade: { [weak self] in self?.connectionWasMade() })
      })
    return connections.connect(on: eventLoop)
  }

  /// Begins at a point in time; the future succeeds when every request of the share has left or never will, and every
  /// one that left has ended.
  func begin(at start: NIODeadline) -> EventLoopFuture<Void> {
    let finished = eventLoop.makePromise(of: Void.self)
    self.finished = finished
    self.start = start
    look(at: start)
    return finished.futureResult
  }

  /// Sends no more, as no other sender does.
  func stop() {
    guard !isStopped else { return }
    if let schedule = plan.schedule {
      if next < schedule.count { tally.countUnsent((schedule.count - next + share.stride - 1) / share.stride) }
    } else {
      tally.countUnsent(numbers.takeRest())
    }
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
    for retry in retries?.takeAll() ?? [] { end(retry.request, as: retry.outcome, at: now) }
    finishIfDone()
  }

  func close() -> EventLoopFuture<Void> {
    connections.close(on: eventLoop)
  }

  // MARK: Times of sending

  private func look(at time: NIODeadline) {
    eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.sendDue() }
  }

  private func sendDue() {
    guard !isDone else { return }
    if let schedule = plan.schedule { sendDue(of: schedule) } else { fill() }
  }

  private func sendDue(of schedule: SendSchedule) {
    defer { connections.flush() }
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
      if sent % run == 0 || handler?.hasRoom != true { handler = connections.nextReady() }
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
    defer { connections.flush() }
    let most = (share.concurrency + connections.count - 1) / max(1, connections.count)
    let now = NIODeadline.now()
    func hasRoom(_ handler: LoadChannelHandler) -> Bool { handler.hasRoom && handler.waiting < most }
    while !isDone, tally.outstanding < UInt64(share.concurrency) {
      let handler =
        preferred.flatMap { hasRoom($0) ? $0 : nil } ?? connections.nextReady(where: hasRoom) ?? connections.nextReady()
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
    guard plan.schedule == nil, !isDone, start <= .now() else { return }
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
    guard let handler, connections.write(request, on: handler, at: now) else { return tally.countUnsent() }
    tally.countSent(late: isLate)
    retries?.countRequest()
  }

  // MARK: Ends of requests

  private func end(_ request: InFlightRequest, as outcome: Outcome, at now: NIODeadline) {
    let (planned, latency) = times(of: request, at: now)
    tally.count(outcome, plannedMicroseconds: planned, microseconds: latency)
  }

  private func end(_ request: InFlightRequest, with coupon: CouponMessage, isReplay: Bool, at now: NIODeadline) {
    guard let code = CompactCode(coupon.code) else { return end(request, as: .malformed, at: now) }
    let isMisdirected =
      coupon.campaignID != plan.options.campaignID || !naming.isName(coupon.userID, ofRequest: request.number)
    let (planned, latency) = times(of: request, at: now)
    tally.count(
      AcknowledgedCoupon(code: code, request: request.number, sequence: coupon.sequence, isReplay: isReplay),
      isMisdirected: isMisdirected, plannedMicroseconds: planned, microseconds: latency)
  }

  private func end(_ request: InFlightRequest, with entry: QueueEntryMessage, at now: NIODeadline) {
    let (planned, latency) = times(of: request, at: now)
    let joined = JoinedEntry(
      entry, ofRequest: request.number, plannedMicroseconds: planned, campaignID: plan.options.campaignID,
      naming: naming)
    guard let joined else { return end(request, as: .malformed, at: now) }
    tally.count(joined, microseconds: latency)
    // There is nothing to follow: the user had the coupon before, and never stood in line.
    guard joined.ticket == 0, let coupon = entry.coupon else { return }
    let end = EntryEnd(coupon, of: joined, campaignID: plan.options.campaignID, naming: naming)
    tally.count(end, of: joined, isRepeat: false, microseconds: latency)
  }

  /// The microseconds from the start to a request's plan, and from there until now.
  private func times(of request: InFlightRequest, at now: NIODeadline) -> (planned: UInt64, latency: UInt64) {
    func microseconds(_ time: TimeAmount) -> UInt64 { UInt64(max(0, time.nanoseconds)) / 1_000 }
    return (microseconds(request.planned - start), microseconds(now - request.planned))
  }

  /// Plans another attempt; false when there is none.
  private func retry(
    _ request: InFlightRequest, after failure: AttemptFailure, outcome: Outcome, at now: NIODeadline
  ) -> Bool {
    guard !isStopped else { return false }
    switch retries?.plan(request, after: failure, outcome: outcome, now: now, timeout: plan.options.timeout) {
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
    if let handler = connections.nextReady(), connections.write(request, on: handler, at: now) {
      tally.countRetry(mayHaveIssued: retry.outcome.mayHaveIssued)
      return connections.flush()
    }
    // Nobody is there to be asked: that counts as an attempt, too.
    if !self.retry(request, after: retry.failure, outcome: retry.outcome, at: now) {
      end(request, as: retry.outcome, at: now)
      didRead(nil)
    }
  }

  private func finishIfDone() {
    guard isDone, tally.outstanding == 0 else { return }
    finished?.succeed(())
    finished = nil
  }

  // MARK: Events of the channels

  /// An answer came; its data is to be read.
  func wasAnswered(_ request: InFlightRequest, with data: ByteBuffer, at time: NIODeadline) {
    switch reader.read(data) {
    case .coupon(let coupon, let isReplay): end(request, with: coupon, isReplay: isReplay, at: time)
    case .entry(let entry): end(request, with: entry, at: time)
    case .refusal(let outcome, let failure):
      if failure == .final || !retry(request, after: failure, outcome: outcome, at: time) {
        end(request, as: outcome, at: time)
      }
    case .malformed: end(request, as: .malformed, at: time)
    }
  }

  /// No answer came, or none that can be read.
  func wasNotAnswered(_ request: InFlightRequest, outcome: Outcome, at time: NIODeadline) {
    if outcome.hasLatency || !retry(request, after: AttemptFailure(.connectionLost), outcome: outcome, at: time) {
      end(request, as: outcome, at: time)
    }
  }

  /// All answers that were read together have been told, those of this channel if there is one.
  func didRead(_ handler: LoadChannelHandler?) {
    if plan.schedule == nil, !isDone { fill(handler) } else { finishIfDone() }
  }
}
