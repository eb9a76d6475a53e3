internal import ArgumentParser
internal import CampaignDomain
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl coupon check`
struct CheckCommand: AsyncParsableCommand, UnusedFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks a coupon's code for slips of the pen, without a server.",
    discussion: "White space is dropped and decomposed syllables are composed. Exit status: 0 right, 1 wrong.")
  static let unusedFlags = ["address", "timeout"]

  @Argument(help: "The code.")
  var code: String

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    do {
      let code = try CouponCode(parsing: code)
      try console.write(RightCode(text: code.text)) { "\(console.wording.codeIsRight) \(code.text)\n" }
    } catch let fault as CouponCodeFault {
      throw console.failure(
        LocalStatus(.localFailure, .invalidArgument, reason: "INVALID_FIELD", httpStatus: 400) { fault.text(in: $0) })
    }
  }
}

/// The JSON of a code that is right, for programs.
private struct RightCode: JSONRepresentable {
  let text: String

  func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("code") { $0.string(text) }
      writer.member("valid") { $0.boolean(true) }
    }
  }
}
