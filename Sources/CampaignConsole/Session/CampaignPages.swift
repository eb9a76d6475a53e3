internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

extension ServerCalls {
  /// Reads a campaign with its coupons page by page; no more than one page is held at a time.
  func forEachPage(ofCampaign id: Int64, _ body: (GetCampaignResponse) throws -> Void) async throws {
    var token = ""
    repeat {
      let page = try await call(
        CampaignClient.getCampaign, GetCampaignRequest(campaignID: id, pageToken: token))
      try body(page)
      token = try next(page.nextPageToken, after: token, isEmpty: page.coupons.isEmpty)
    } while !token.isEmpty
  }

  /// Reads all campaigns, the newest first.
  func allCampaigns() async throws -> ListCampaignsResponse {
    var all = ListCampaignsResponse()
    repeat {
      let token = all.nextPageToken
      let page = try await call(
        CampaignClient.listCampaigns, ListCampaignsRequest(pageSize: 1_000, pageToken: token))
      all.campaigns += page.campaigns
      all.nextPageToken = try next(page.nextPageToken, after: token, isEmpty: page.campaigns.isEmpty)
    } while !all.nextPageToken.isEmpty
    return all
  }

  /// A server whose pages lead nowhere would be asked for ever.
  private func next(_ next: String, after token: String, isEmpty: Bool) throws(ProgramFailure) -> String {
    guard next.isEmpty || next != token && !isEmpty else {
      throw console.failure(RPCClientError.malformedResponse("a page that leads to no other page"))
    }
    return next
  }
}
