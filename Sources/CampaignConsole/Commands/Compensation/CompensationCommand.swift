internal import ArgumentParser
internal import ProgramConventions

/// `campaignctl compensation …`
struct CompensationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compensation", abstract: "Works on what gives coupons back that could not be delivered.",
    subcommands: [
      CompensationListCommand.self, CompensationShowCommand.self, CompensationRetryCommand.self,
      CompensationDiscardCommand.self,
    ])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl compensation list, show, retry or discard")
  }
}

/// A compensation's number, as commands take it.
enum CompensationIDFlag {
  static func parse(_ text: String) throws(FlagFault) -> Int64 {
    guard let id = Int64(text) else {
      throw FlagFault("expected a compensation's number, such as 12: campaignctl compensation list shows them as ID")
    }
    return id
  }
}
