import ArgumentParser
import LoadSending
import ProgramConventions

/// `campaign-load burst`: an open-loop burst at a campaign's start.
struct BurstCommand: AsyncParsableCommand, ExclusiveFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "burst",
    abstract: "Fires requests at a fixed rate from the campaign's start on, and proves the outcome.",
    discussion: """
      Open loop: each request has a planned time, whatever the server does, and its latency counts from there. A \
      request that is sent more than 1 ms after its plan counts as late, one that finds no connection with room for it as \
      unsent.

      --through queue joins the campaign's line instead of asking for a coupon at once (JoinQueue), follows each entry to \
      its end, for as long as --wait-limit once everything was sent, and proves that the line was served in the order of its \
      tickets. Outcomes are then COMPLETED, the reason of a failure, and REQUESTED for entries without an end. With --at the \
      line forms before the campaign's start.

      \(LoadCommand.discussion)
      """)

  static let exclusiveFlags = [["rate", "stages"], ["duration", "stages"]]

  @OptionGroup var load: LoadFlags

  @Option(parsing: .unconditional, help: "Requests a second.", transform: Int.flag)
  var rate: Int?

  @Option(parsing: .unconditional, help: "For how long requests are sent, such as 10s.", transform: Duration.flag)
  var duration: Duration?

  @Option(
    help: ArgumentHelp(
      "Several rates one after the other, in place of --rate and --duration, such as 1000x5s,5000x5s.",
      valueName: "stages"), transform: LoadStage.flag)
  var stages: [LoadStage]?

  @OptionGroup var line: LineFlags

  @OptionGroup var report: ReportFlags

  func validate() throws {
    _ = try plannedStages()
    _ = try line.way()
  }

  func run() async throws {
    var options = try load.options(.open(try plannedStages()))
    options.through = try line.way()
    try await LoadCommand.carryOut(options, report)
  }

  private func plannedStages() throws -> [LoadStage] {
    switch (rate, duration, stages) {
    case (nil, nil, let stages?): return stages
    case (let rate?, let duration?, nil): return [LoadStage(rate: rate, duration: duration)]
    case (_, _, _?): throw ValidationError("--stages goes in place of --rate and --duration")
    case (nil, _, nil): throw ValidationError("Missing expected argument '--rate <rate>', or '--stages <stages>'")
    case (_, nil, nil):
      throw ValidationError("Missing expected argument '--duration <duration>', or '--stages <stages>'")
    }
  }
}

extension LoadStage {
  /// Reads rates and durations, such as `1000x5s,5000x5s`.
  fileprivate static func flag(_ text: String) throws(FlagFault) -> [LoadStage] {
    var stages: [LoadStage] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let cross = part.firstIndex(of: "x"), let rate = Int(part[..<cross]) else {
        throw FlagFault(
          "expected rates with their durations, such as 1000x5s,5000x5s: 1,000 requests a second for 5 s, then 5,000")
      }
      stages.append(LoadStage(rate: rate, duration: try Duration.flag(String(part[part.index(after: cross)...]))))
    }
    return stages
  }
}
