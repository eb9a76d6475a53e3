internal import ArgumentParser

/// `campaignctl coupon …`
struct CouponCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon", abstract: "Issues coupons and checks their codes.",
    subcommands: [IssueCommand.self, CheckCommand.self])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl coupon issue or check")
  }
}
