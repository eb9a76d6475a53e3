public import RPCCodec

extension CampaignClient {
  /// Requests a coupon and asks after it until the request has ended, or `polling` has no check left. A check that
  /// fails counts as one; the first is made at once.
  ///
  /// - Parameters:
  ///   - request: The request; a user who has one already is told of that one.
  ///   - polling: The number of checks, and the time between them.
  ///   - timeout: The time that the request and the first check may take each; `nil` means the configuration's default.
  /// - Returns: The outcome, as it was seen last.
  /// - Throws: The error of the request, or one after which no check can help.
  public func requestCoupon(
    _ request: RequestCouponRequest, polling: CouponPolling = CouponPolling(), timeout: Duration? = nil
  ) async throws(RPCClientError) -> CouponRequestOutcome {
    guard let taken = try await call(request, timeout: timeout).request else {
      throw .malformedResponse("an answer without its request")
    }
    return try await outcome(of: taken, polling: polling, timeout: timeout)
  }

  /// Asks after a coupon request that was made before, as ``requestCoupon(_:polling:timeout:)`` does.
  public func outcome(
    of request: CouponRequestMessage, polling: CouponPolling = CouponPolling(), timeout: Duration? = nil
  ) async throws(RPCClientError) -> CouponRequestOutcome {
    try await outcome(of: request, polling: polling, timeout: timeout, clock: ContinuousClock())
  }

  func outcome(
    of request: CouponRequestMessage, polling: CouponPolling, timeout: Duration?, clock: some Clock<Duration>
  ) async throws(RPCClientError) -> CouponRequestOutcome {
    var checks = CouponChecks(of: request, polling)
    while true {
      let begin = clock.now
      let checked: CouponRequestMessage?
      let interval: Duration
      switch checks.next() {
      case .end(let outcome): return outcome
      case .look:
        interval = .zero
        checked = try await check(GetCouponRequestRequest(requestID: request.requestID), timeout: timeout)?.request
      case .wait(let span):
        interval = span
        let request = WaitCouponRequestRequest(requestID: request.requestID)
        checked = try await check(request, timeout: span + Self.waitMargin)?.request
      }
      if let checked {
        checks.note(checked)
        if CouponRequestOutcome(end: checked) != nil { continue }
      }
      // A server that stops answers early, and one that is away at once: the checks stay an interval apart.
      do { try await clock.sleep(until: begin.advanced(by: interval), tolerance: nil) } catch { throw .cancelled }
    }
  }

  /// The time by which a server answers before a wait's time is over (docs/contract.md, "Waiting").
  private static let waitMargin = Duration.milliseconds(500)

  /// A check; `nil`: it failed, and another may not.
  private func check<Request: RepeatableRequest>(
    _ request: Request, timeout: Duration?
  ) async throws(RPCClientError) -> Request.Response? {
    do {
      return try await call(request, timeout: timeout)
    } catch {
      guard CouponChecks.mayGoOn(after: error) else { throw error }
      return nil
    }
  }
}
