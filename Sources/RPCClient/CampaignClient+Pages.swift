public import RPCCodec

extension CampaignClient {
  /// Reads every page of a campaign's coupons, in order of issue.
  ///
  /// A page is one snapshot of the campaign, and pages follow the sequence of issue, so the coupons of all pages
  /// together are those of the last page's snapshot.
  ///
  /// - Parameters:
  ///   - campaignID: The campaign.
  ///   - pageSize: The number of coupons that a page may have; 0 means the server's maximum.
  ///   - timeout: The time that each page may take.
  ///   - body: The receiver of one page after the other.
  /// - Throws: The error of the call of a page; the pages before it were handed out.
  public func forEachPage(
    ofCampaign campaignID: Int64, pageSize: Int32 = 0, timeout: Duration? = nil,
    _ body: (GetCampaignResponse) -> Void
  ) async throws(RPCClientError) {
    var token = ""
    repeat {
      let page = try await getCampaign(
        GetCampaignRequest(campaignID: campaignID, pageSize: pageSize, pageToken: token), timeout: timeout)
      body(page)
      token = try Self.nextToken(page.nextPageToken, after: token, isEmptyPage: page.coupons.isEmpty)
    } while !token.isEmpty
  }

  /// Reads a campaign with all its coupons in one message.
  public func getCampaignWithAllCoupons(
    _ campaignID: Int64, timeout: Duration? = nil
  ) async throws(RPCClientError) -> GetCampaignResponse {
    var whole = GetCampaignResponse()
    try await forEachPage(ofCampaign: campaignID, timeout: timeout) { page in
      whole.campaign = page.campaign
      whole.coupons += page.coupons
    }
    return whole
  }

  /// Reads all campaigns, the newest first, in one message.
  public func listAllCampaigns(timeout: Duration? = nil) async throws(RPCClientError) -> ListCampaignsResponse {
    var whole = ListCampaignsResponse()
    var token = ""
    repeat {
      let page = try await listCampaigns(ListCampaignsRequest(pageToken: token), timeout: timeout)
      whole.campaigns += page.campaigns
      token = try Self.nextToken(page.nextPageToken, after: token, isEmptyPage: page.campaigns.isEmpty)
    } while !token.isEmpty
    return whole
  }

  /// A server whose pages lead nowhere would be asked for ever.
  private static func nextToken(
    _ next: String, after token: String, isEmptyPage: Bool
  ) throws(RPCClientError) -> String {
    guard !next.isEmpty else { return "" }
    guard next != token, !isEmptyPage else { throw .malformedResponse("a page that leads to no other page") }
    return next
  }
}
