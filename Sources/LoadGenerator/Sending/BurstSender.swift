internal import Histogram
internal import NIOCore
internal import RPCClient
internal import RPCCodec

/// Sends its share of a schedule at the planned times, whatever the server does, and counts how it ends. Lives on its
/// event loop, as its connections do, so that neither sending nor counting needs a lock, a task or a hop.
///
/// All requests that are due leave in one turn and one write a connection. With a request each few microseconds the
/// sender looks at its schedule ten thousand times a second rather than once a request.
final class BurstSender {
  /// The shortest time between two looks at the schedule.
  private static let shortestPause = TimeAmount.microseconds(100)

  /// After so many requests the event loop may read answers before it sends more.
  private static let mostInATurn = 512

  /// One of several senders: it takes each `stride`-th request, beginning with the one of its number.
  struct Share: Sendable {
    var first: UInt64
    var stride: UInt64
  }

  private let eventLoop: any EventLoop
  private let plan: BurstPlan
  private let naming: UserNaming
  private let stride: UInt64
  private let connections: [LoadConnection]
  private var finished: EventLoopPromise<Void>?

  private var start = NIODeadline.distantFuture
  private var next: UInt64
  private var turn = 0
  private(set) var tally = OutcomeTally()
  private var recent = ProgressSnapshot().recent

  init(
    plan: BurstPlan, naming: UserNaming, share: Share, connections: [LoadConnection], eventLoop: any EventLoop
  ) {
    self.plan = plan
    self.naming = naming
    self.next = share.first
    self.stride = share.stride
    self.connections = connections
    self.eventLoop = eventLoop
  }

  /// Begins at a point in time; the future succeeds when every request of the share has left or never will, and every
  /// one that left has ended.
  func begin(at start: NIODeadline) -> EventLoopFuture<Void> {
    let finished = eventLoop.makePromise(of: Void.self)
    self.finished = finished
    self.start = start
    sendDue()
    return finished.futureResult
  }

  /// Sends no more.
  func stop() {
    guard next < plan.schedule.count else { return }
    tally.countUnsent((plan.schedule.count - next + stride - 1) / stride)
    next = .max
    finishIfDone()
  }

  /// What was done, and the latencies since the last look.
  func takeSnapshot() -> ProgressSnapshot {
    let snapshot = ProgressSnapshot(
      sent: tally.sent, unsent: tally.unsent, ended: tally.ended, outcomes: tally.outcomes, recent: recent)
    recent.reset()
    return snapshot
  }

  func close() -> EventLoopFuture<Void> {
    EventLoopFuture.andAllComplete(connections.map { $0.close() }, on: eventLoop)
  }

  private func sendDue() {
    let now = NIODeadline.now()
    var sent = 0
    while let offset = plan.schedule.offset(of: next) {
      let planned = start + .nanoseconds(Int64(clamping: offset))
      guard planned <= now else { return look(at: max(planned, now + Self.shortestPause)) }
      guard sent < Self.mostInATurn else { return look(at: now) }
      send(next, planned: planned)
      next += stride
      sent += 1
    }
    finishIfDone()
  }

  private func look(at time: NIODeadline) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(deadline: time) { bound.value.sendDue() }
  }

  private func send(_ request: UInt64, planned: NIODeadline) {
    guard let connection = nextConnection() else { return tally.countUnsent() }
    let isLate = NIODeadline.now() - planned > TimeAmount(OutcomeTally.latenessBound)
    tally.countSent(late: isLate)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    connection.call(
      .issueCoupon,
      IssueCouponRequest(campaignID: plan.options.campaignID, userID: naming.name(ofRequest: request)),
      timeout: plan.options.timeout, answer: IssueCouponResponse.self
    ) { result in
      bound.value.end(request, planned: planned, late: isLate, result)
    }
  }

  /// The connections take turns; those that are lost are passed over.
  private func nextConnection() -> RPCConnection? {
    for _ in connections.indices {
      turn = turn + 1 < connections.count ? turn + 1 : 0
      if let connection = connections[turn].live { return connection }
    }
    return nil
  }

  private func end(
    _ request: UInt64, planned: NIODeadline, late: Bool, _ result: Result<IssueCouponResponse, RPCClientError>
  ) {
    let microseconds = UInt64(max(0, (NIODeadline.now() - planned).nanoseconds)) / 1000
    switch result {
    case .success(let response):
      let outcome = count(response, of: request, microseconds: microseconds)
      note(outcome, planned: planned, microseconds: microseconds, isAnswered: true)
    case .failure(let error):
      if let outcome = Outcome(error) {
        let isAnswered = error != .connectionLost && error != .closed
        tally.count(outcome, microseconds: isAnswered ? microseconds : nil)
        if isAnswered { recent.record(microseconds) }
        note(outcome, planned: planned, microseconds: microseconds, isAnswered: isAnswered)
      } else {
        tally.countSentAsUnsent(late: late)
      }
    }
    finishIfDone()
  }

  /// What ended when.
  private func note(_ outcome: Outcome, planned: NIODeadline, microseconds: UInt64, isAnswered: Bool) {
    let plannedMicroseconds = UInt64(max(0, (planned - start).nanoseconds)) / 1000
    tally.timeline.countEnded(
      outcome.series, plannedMicroseconds: plannedMicroseconds,
      endedMicroseconds: plannedMicroseconds + microseconds, isAnswered: isAnswered)
  }

  private func count(_ response: IssueCouponResponse, of request: UInt64, microseconds: UInt64) -> Outcome {
    recent.record(microseconds)
    guard let coupon = response.coupon, let code = CompactCode(coupon.code) else {
      tally.count(.malformed, microseconds: microseconds)
      return .malformed
    }
    let isMisdirected =
      coupon.campaignID != plan.options.campaignID || coupon.userID != naming.name(ofRequest: request)
    tally.count(
      AcknowledgedCoupon(
        code: code, request: request, sequence: coupon.sequence, isReplay: response.alreadyIssued),
      isMisdirected: isMisdirected, microseconds: microseconds)
    return .ok
  }

  private func finishIfDone() {
    guard next >= plan.schedule.count, tally.ended == tally.sent else { return }
    finished?.succeed(())
    finished = nil
  }
}
