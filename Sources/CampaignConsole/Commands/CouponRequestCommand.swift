internal import ArgumentParser
internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// `campaignctl coupon request`
struct CouponRequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Requests a coupon through the campaign's queue; with --wait until it is there.",
    discussion: """
      With --wait the request is checked once at once and then --max-retries times, --retry-interval apart; --timeout is \
      for each call. Exit status with it: 0 done; 73 failed; 68 not ended yet: ask again with campaignctl coupon status.
      """)

  @OptionGroup var who: QueueUserOptions

  @Flag(help: "Wait for the coupon.")
  var wait = false

  @Option(
    parsing: .unconditional, help: "How many checks follow the first, with --wait. (default: 5)", transform: Int.flag)
  var maxRetries: Int = 5

  @Option(
    parsing: .unconditional, help: "The time from one check to the next, with --wait (default: 2s).",
    transform: Duration.timeLimitFlag)
  var retryInterval: Duration = .seconds(2)

  @OptionGroup var options: ConsoleOptions

  func validate() throws {
    guard (0...1_000_000).contains(maxRetries) else {
      throw ValidationError("--max-retries is \(maxRetries); give 0 to 1000000")
    }
  }

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(RequestCouponRequest(campaignID: who.campaign, userID: who.user))
      guard let request = response.request else { throw console.failure(.emptyResponse) }
      guard wait else {
        return try console.write(response) { CouponRequestText(wording: console.wording).text(request) }
      }
      let polling = CouponPolling(maxRetries: maxRetries, retryInterval: retryInterval)
      try console.end(with: try await calls.outcome(of: request, polling: polling))
    }
  }
}

extension Console {
  /// Writes the outcome of a request; one without a coupon is the program's end.
  fileprivate func end(with outcome: CouponRequestOutcome) throws {
    let request = outcome.request
    if output == .json { try write(RequestCouponResponse(request: request)) { "" } }
    switch outcome {
    case .done:
      guard let coupon = request.coupon else { throw failure(.emptyResponse) }
      if output == .text { try write(wording.couponIssued + "\n" + CouponView(wording: wording).text(coupon)) }
    case .failed: throw failure(.failed(request))
    case .stillRequested: throw failure(.stillRequested(request))
    }
  }
}

extension LocalStatus {
  /// The request ended without a coupon.
  fileprivate static func failed(_ request: CouponRequestMessage) -> LocalStatus {
    LocalStatus(
      .errorAnswer(code: StatusCode.failedPrecondition.rawValue), .failedPrecondition, reason: request.failureReason,
      httpStatus: 409
    ) { wording in
      wording.queue.stepFailed(request.step, wording.queue.text(ofFailure: request.failureReason), request.requestID)
    }
  }

  /// The request has not ended yet.
  fileprivate static func stillRequested(_ request: CouponRequestMessage) -> LocalStatus {
    LocalStatus(.noAnswer, .deadlineExceeded, reason: "DEADLINE_EXCEEDED", httpStatus: 504) {
      $0.queue.stillRequested(request.requestID)
    }
  }
}
