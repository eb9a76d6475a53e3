import NIOCore
import RPCClient
import RPCCodec

/// The callers of one connection, closed loop: each asks for a coupon and, when it has its answer, for the next, as a
/// user who never came before. All state belongs to the connection's event loop.
final class ConnectionCallers {
  private let connection: RPCConnection
  private let campaignID: Int64
  private let userPrefix: String
  private let end: NIODeadline
  private let finished: EventLoopPromise<Measurement>
  private var measurement = Measurement()
  private var userCount = 0
  private var inFlight = 0
  private var failure: RPCClientError?

  private init(
    connection: RPCConnection, campaignID: Int64, userPrefix: String, end: NIODeadline,
    finished: EventLoopPromise<Measurement>
  ) {
    self.connection = connection
    self.campaignID = campaignID
    self.userPrefix = userPrefix
    self.end = end
    self.finished = finished
  }

  /// Keeps so many calls in flight until the end; the future succeeds when the last is answered.
  static func run(
    _ count: Int, on connection: RPCConnection, campaignID: Int64, userPrefix: String, until end: NIODeadline
  ) -> EventLoopFuture<Measurement> {
    let finished = connection.eventLoop.makePromise(of: Measurement.self)
    connection.eventLoop.execute {
      let callers = ConnectionCallers(
        connection: connection, campaignID: campaignID, userPrefix: userPrefix, end: end, finished: finished)
      for _ in 0..<count { callers.callNext() }
    }
    return finished.futureResult
  }

  private func callNext() {
    guard failure == nil else { return }
    userCount += 1
    inFlight += 1
    let start = NIODeadline.now()
    let bound = NIOLoopBound(self, eventLoop: connection.eventLoop)
    connection.call(
      .issueCoupon, IssueCouponRequest(campaignID: campaignID, userID: "\(userPrefix)-\(userCount)"),
      timeout: .seconds(10), answer: IssueCouponResponse.self
    ) { result in
      bound.value.receive(result, start: start)
    }
  }

  private func receive(_ result: Result<IssueCouponResponse, RPCClientError>, start: NIODeadline) {
    inFlight -= 1
    let now = NIODeadline.now()
    if now < end {
      count(result, latency: now - start)
      callNext()
    }
    guard inFlight == 0 else { return }
    if let failure {
      finished.fail(failure)
    } else {
      finished.succeed(measurement)
    }
  }

  private func count(_ result: Result<IssueCouponResponse, RPCClientError>, latency: TimeAmount) {
    switch result {
    case .success(let response) where !response.alreadyIssued:
      measurement.latencies.append(UInt32(clamping: latency.nanoseconds / 1000))
    case .success:
      measurement.otherAnswers["ALREADY_ISSUED", default: 0] += 1
    case .failure(.status(let status)):
      measurement.otherAnswers[status.reason ?? status.code.name, default: 0] += 1
    case .failure(let error):
      failure = error
    }
  }
}
