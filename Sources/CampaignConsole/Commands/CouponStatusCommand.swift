internal import ArgumentParser
internal import RPCCodec

/// `campaignctl coupon status`
struct CouponStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows how a coupon request stands.")

  @Argument(help: "The request's id.")
  var requestID: String

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(GetCouponRequestRequest(requestID: requestID))
      guard let request = response.request else { throw console.failure(.emptyResponse) }
      try console.write(response) { CouponRequestText(wording: console.wording).text(request) }
    }
  }
}
