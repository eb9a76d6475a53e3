import RPCCodec
import ScriptedServer
import Synchronization
import Testing

@testable import RPCClient

/// A coupon request is asked after until it ends, by rule and over a real socket.
@Suite(.timeLimit(.minutes(1))) struct CouponPollingTests {
  private static func request(_ status: RequestStatusMessage) -> CouponRequestMessage {
    CouponRequestMessage(requestID: "id", campaignID: 7, userID: "ann", status: status)
  }

  @Test func theChecksAreOneAtOnceAndThenSoManyWaits() {
    var checks = CouponChecks(of: Self.request(.requested), CouponPolling())
    #expect(checks.next() == .look)
    for _ in 0..<5 {
      checks.note(Self.request(.requested))
      #expect(checks.next() == .wait(.seconds(2)))
    }
    #expect(checks.next() == .end(.stillRequested(Self.request(.requested))))
  }

  @Test func anEndNeedsNoOtherCheck() {
    for (status, outcome) in [
      (RequestStatusMessage.done, CouponRequestOutcome.done(Self.request(.done))),
      (.fail, .failed(Self.request(.fail))),
    ] {
      var atOnce = CouponChecks(of: Self.request(status), CouponPolling())
      #expect(atOnce.next() == .end(outcome))
      var later = CouponChecks(of: Self.request(.requested), CouponPolling(maxRetries: 1))
      #expect(later.next() == .look)
      later.note(Self.request(status))
      #expect(later.next() == .end(outcome))
    }
  }

  @Test func withoutRetriesThereIsOneCheck() {
    for polling in [CouponPolling(maxRetries: 0), CouponPolling(maxRetries: -3, retryInterval: .seconds(-1))] {
      var checks = CouponChecks(of: Self.request(.requested), polling)
      #expect(checks.next() == .look)
      #expect(checks.next() == .end(.stillRequested(Self.request(.requested))))
    }
  }

  /// Runs a request against a server; the answers to its checks come in order, the last for ever.
  private func outcome(
    of status: RequestStatusMessage = .requested, _ answers: [ScriptedReply],
    polling: CouponPolling = CouponPolling(retryInterval: .milliseconds(5))
  ) async throws -> (Result<CouponRequestOutcome, RPCClientError>, [ScriptedCall]) {
    let calls = Mutex<[ScriptedCall]>([])
    let server = try await ScriptedServer.start { call in
      let count = calls.withLock { calls in
        calls.append(call)
        return calls.count
      }
      guard count > 1 else { return .message(RequestCouponResponse(request: Self.request(status))) }
      return answers.indices.contains(count - 2) ? answers[count - 2] : answers.last ?? .silence
    }
    let client = CampaignClient(to: ServerAddress(host: "127.0.0.1", port: server.port))
    let result: Result<CouponRequestOutcome, RPCClientError>
    do throws(RPCClientError) {
      result = .success(
        try await client.requestCoupon(
          RequestCouponRequest(campaignID: 7, userID: "ann"), polling: polling, timeout: .seconds(20)))
    } catch {
      result = .failure(error)
    }
    await client.close()
    await server.stop()
    return (result, calls.withLock { $0 })
  }

  private func look(_ status: RequestStatusMessage) -> ScriptedReply {
    .message(GetCouponRequestResponse(request: Self.request(status)))
  }

  private func wait(_ status: RequestStatusMessage) -> ScriptedReply {
    .message(WaitCouponRequestResponse(request: Self.request(status)))
  }

  @Test func aRequestThatIsDoneIsNotAskedAfter() async throws {
    let (result, calls) = try await outcome(of: .done, [])
    #expect(try result.get() == .done(Self.request(.done)))
    #expect(calls.map(\.method) == ["RequestCoupon"])
  }

  @Test(arguments: [RequestStatusMessage.done, .fail]) func anEndIsSeenByTheCheckThatMeetsIt(
    status: RequestStatusMessage
  ) async throws {
    let (result, calls) = try await outcome([look(.requested), wait(.requested), wait(status)])
    #expect(try result.get().request == Self.request(status))
    #expect(calls.map(\.method) == ["RequestCoupon", "GetCouponRequest", "WaitCouponRequest", "WaitCouponRequest"])
    #expect(try calls[2].request() == WaitCouponRequestRequest(requestID: "id"))
    // The server answers half a second before the time is over, and what is left of it is sent.
    #expect((1...505_000_000).contains(calls[2].timeoutNanoseconds))
  }

  @Test func afterTheLastCheckItIsStillRequested() async throws {
    let (result, calls) = try await outcome([look(.requested), wait(.requested)])
    #expect(try result.get() == .stillRequested(Self.request(.requested)))
    #expect(calls.map(\.method).filter { $0 == "WaitCouponRequest" }.count == 5)
    #expect(calls.count == 7)
  }

  @Test func aCheckThatFailsCountsAndTheNextMaySucceed() async throws {
    let away = ScriptedReply.status(scriptedStatus(.unavailable, "DRAINING", retryAfter: .seconds(1)))
    let (result, calls) = try await outcome([away, .cut, wait(.done)])
    #expect(try result.get() == .done(Self.request(.done)))
    #expect(calls.count == 4)
    let (failed, tries) = try await outcome([away])
    #expect(try failed.get() == .stillRequested(Self.request(.requested)))
    #expect(tries.count == 7)
  }

  @Test func whatNoCheckCanMendIsTheOutcome() async throws {
    let status = scriptedStatus(.notFound, "REQUEST_NOT_FOUND")
    let (result, calls) = try await outcome([.status(status)])
    #expect(result == .failure(.status(status)))
    #expect(calls.count == 2)
  }

  @Test func anEarlyAnswerDoesNotBringTheNextCheckForward() async throws {
    let clock = SteppedClock()
    let server = try await ScriptedServer.start { call in
      call.method == "GetCouponRequest" ? self.look(.requested) : self.wait(.requested)
    }
    let client = CampaignClient(to: ServerAddress(host: "127.0.0.1", port: server.port))
    let outcome = try await client.outcome(
      of: Self.request(.requested), polling: CouponPolling(), timeout: .seconds(20), clock: clock)
    #expect(outcome == .stillRequested(Self.request(.requested)))
    #expect(clock.sleeps == [.zero] + Array(repeating: .seconds(2), count: 5))
    await client.close()
    await server.stop()
  }
}

/// A clock that moves only when somebody sleeps, and then at once.
private final class SteppedClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Swift.Duration
    func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let state = Mutex((now: Swift.Duration.zero, sleeps: [Swift.Duration]()))

  var now: Instant { Instant(offset: state.withLock { $0.now }) }
  var minimumResolution: Swift.Duration { .zero }
  /// The lengths of all sleeps.
  var sleeps: [Swift.Duration] { state.withLock { $0.sleeps } }

  func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
    state.withLock { state in
      state.sleeps.append(deadline.offset - state.now)
      state.now = max(state.now, deadline.offset)
    }
  }
}
