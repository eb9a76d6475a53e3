internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl coupon revoke`
struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Takes a coupon back; one that was handed to the partner's service is asked back from it first.",
    discussion: "A coupon that is revoked already, or is being revoked, stays as it is, and so does its stock.")

  @Option(parsing: .unconditional, help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var campaign: Int64

  @Argument(help: "The coupon's code.")
  var code: String

  @Option(
    parsing: .unconditional, help: "Why, for the log and the compensation, if there is one; up to 1000 characters.")
  var reason: String = ""

  @Flag(help: "Return the stock, so that somebody else may get a coupon, or the user another.")
  var returnStock = false

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    let request = RevokeCouponRequest(campaignID: campaign, code: code, reason: reason, returnStock: returnStock)
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(request)
      guard let coupon = response.coupon else { throw console.failure(.emptyResponse) }
      let wording = console.wording
      try console.write(response) {
        (coupon.state == .revokePending ? wording.operations.couponRevocationBegun : wording.operations.couponRevoked)
          + "\n" + CouponView(wording: wording).text(coupon)
      }
    }
  }
}
