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

  @OptionGroup(visibility: .hidden) var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let console = output.console()
    do {
      let code = try CouponCode(parsing: code)
      try console.write { writer in
        writer.object { writer in
          writer.member("code") { $0.string(code.text) }
          writer.member("valid") { $0.boolean(true) }
        }
      } text: {
        "\(console.wording.codeIsRight) \(code.text)\n"
      }
    } catch let fault as CouponCodeFault {
      throw console.failure(
        LocalStatus(.localFailure, .invalidArgument, reason: "INVALID_FIELD", httpStatus: 400) { fault.text(in: $0) })
    }
  }
}

extension CouponCodeFault {
  /// The fault of the code, in words for people.
  fileprivate func text(in wording: Wording) -> String {
    switch self {
    case .wrongLength(let count): wording.wrongLength(CouponCode.length, count)
    case .unknownScalar(let scalar, let position):
      wording.unknownScalar(PrintableText.escaped(String(Character(scalar))), position)
    case .wrongCheckScalar: wording.wrongCheckScalar
    case .neverIssued: wording.neverIssued
    }
  }
}
