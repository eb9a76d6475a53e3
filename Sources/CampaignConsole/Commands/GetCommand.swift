internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl campaign get`
struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Shows a campaign, how late it opened and its first issue; with --codes its coupons too.",
    discussion: """
      Text is printed page by page. JSON is gathered first, some 200 bytes of memory a coupon, so that what is \
      printed is always whole.
      """)

  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @Flag(help: "Show all issued coupons.")
  var codes = false

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      switch (codes, console.output) {
      case (false, _): try await showCampaign(calls, console)
      case (true, .text): try await showCoupons(calls, console)
      case (true, .json): try await writeMerged(calls, console)
      }
    }
  }

  private func showCampaign(_ calls: ServerCalls, _ console: Console) async throws {
    // People are shown the first issue, too; JSON is the response, and that has no coupons here.
    let isText = console.output == .text
    let request = GetCampaignRequest(campaignID: id, pageSize: isText ? 1 : 0, omitCoupons: !isText)
    let response = try await calls.call(request)
    guard isText else { return try console.write(response, of: response.campaign) }
    guard let campaign = response.campaign else { throw console.failure(.emptyResponse) }
    try console.write(CampaignView(wording: console.wording).text(campaign, firstCoupon: response.coupons.first))
  }

  private func showCoupons(_ calls: ServerCalls, _ console: Console) async throws {
    let view = CouponView(wording: console.wording)
    var table: TextTable?
    try await calls.forEachPage(from: GetCampaignRequest(campaignID: id)) { page in
      let isFirst = table == nil
      if isFirst {
        guard let campaign = page.campaign else { throw console.failure(.emptyResponse) }
        let head = CampaignView(wording: console.wording).text(campaign, firstCoupon: page.coupons.first)
        try console.write(head + "\n")
        table = view.table(ofCampaignWithIssued: campaign.issuedCoupons)
        if page.coupons.isEmpty { return try console.write(console.wording.noCoupons + "\n") }
      }
      try console.write(table?.page(page.coupons.map(view.row), withTitles: isFirst) ?? "")
    }
  }

  /// One GetCampaignResponse of all pages. Nothing is written before the last page is there: half a document would be
  /// none, and the campaign, which stands before the coupons, is that of the last page, whose snapshot has them all.
  private func writeMerged(_ calls: ServerCalls, _ console: Console) async throws {
    var last: CampaignMessage?
    // Text takes a fraction of the messages' memory.
    var coupons: [String] = []
    try await calls.forEachPage(from: GetCampaignRequest(campaignID: id)) { page in
      guard let campaign = page.campaign else { throw console.failure(.emptyResponse) }
      last = campaign
      coupons.append(page.coupons.map { ProtobufJSON.text(of: $0) }.joined(separator: ","))
    }
    guard let last else { return }
    try console.write("{\"campaign\":\(ProtobufJSON.text(of: last)),\"coupons\":[")
    for (index, page) in coupons.enumerated() { try console.write(index == 0 ? page : "," + page) }
    try console.write("],\"nextPageToken\":\"\"}\n")
  }
}
