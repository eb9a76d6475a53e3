internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl coupon issue`
struct IssueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue", abstract: "Issues a coupon; who asks again gets the same one.")

  @Option(parsing: .unconditional, help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var campaign: Int64

  @Option(parsing: .unconditional, help: "Who gets it; needed where the campaign has a limit for each user.")
  var user: String = ""

  @Option(
    parsing: .unconditional,
    help: """
      A key that makes a repeat of this call give the same coupon; ignored where the campaign's limit for each user is 1: \
      the user is the key.
      """)
  var key: String = ""

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    let request = IssueCouponRequest(campaignID: campaign, userID: user, idempotencyKey: key)
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(request)
      guard let coupon = response.coupon else { throw console.failure(.emptyResponse) }
      let wording = console.wording
      try console.write(response) {
        (response.alreadyIssued ? wording.couponAlreadyIssued : wording.couponIssued) + "\n"
          + CouponView(wording: wording).text(coupon)
      }
    }
  }
}
