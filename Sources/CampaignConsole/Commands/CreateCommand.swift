internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl campaign create`
struct CreateCommand: AsyncParsableCommand, ExclusiveFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Creates a campaign.",
    discussion: """
      Example: campaignctl campaign create --name '추석 쿠폰' --coupons 1000 --start-in 10s
      """)
  static let exclusiveFlags = [["start", "start-in"], ["end", "end-in"]]

  @Option(parsing: .unconditional, help: "The campaign's name, 1 to 200 characters.")
  var name: String

  @Option(parsing: .unconditional, help: "How many coupons there are, 1 to 10000000.", transform: Int64.flag)
  var coupons: Int64

  @Option(help: "When it starts, such as 2026-12-24T18:00:00+09:00 (default: now).", transform: PointInTime.flag)
  var start: PointInTime?

  @Option(
    parsing: .unconditional, help: "How long from now it starts, such as 10s or 1h30m.", transform: Duration.flag)
  var startIn: Duration?

  @Option(help: "When it ends, such as 2026-12-25T00:00:00+09:00 (default: never).", transform: PointInTime.flag)
  var end: PointInTime?

  @Option(parsing: .unconditional, help: "How long from now it ends, such as 1h.", transform: Duration.flag)
  var endIn: Duration?

  @Option(
    parsing: .unconditional, help: "How many coupons one user may have; 0: no limit (default: 1).",
    transform: Int32.flag)
  var perUser: Int32 = 1

  @Option(parsing: .unconditional, help: "A key that makes a repeat of this call give the same campaign.")
  var key: String = ""

  @Flag(help: "Issue its coupons through its queue alone.")
  var queueOnly = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The service that each coupon is handed to, by http or https; its coupons are issued through its queue alone.",
      valueName: "url"))
  var deliveryURL: String = ""

  @Flag(help: "Print the new campaign's id alone.")
  var quiet = false

  @OptionGroup var options: ConsoleOptions

  func validate() throws {
    if start != nil, startIn != nil { throw ValidationError("give --start or --start-in, not both") }
    if end != nil, endIn != nil { throw ValidationError("give --end or --end-in, not both") }
  }

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(request)
      if quiet, let campaign = response.campaign { return try console.write("\(campaign.id)\n") }
      let wording = console.wording
      try console.write(
        response, of: response.campaign,
        after: response.alreadyCreated ? wording.campaignAlreadyCreated : wording.campaignCreated)
    }
  }

  private var request: CreateCampaignRequest {
    CreateCampaignRequest(
      name: name, totalCoupons: coupons, startTime: start.map(ProtobufTimestamp.init),
      startIn: startIn.map(ProtobufDuration.init), endTime: end.map(ProtobufTimestamp.init),
      endIn: endIn.map(ProtobufDuration.init), perUserLimit: perUser, idempotencyKey: key,
      deliveryURL: deliveryURL, queueOnly: queueOnly)
  }
}

extension ProtobufTimestamp {
  fileprivate init(_ time: PointInTime) {
    self.init(seconds: time.secondsSinceEpoch, nanos: time.nanoseconds)
  }
}
