public import RPCCodec

extension CampaignClient {
  /// Creates a campaign; with an idempotency key, a repeat gives the same campaign.
  public func createCampaign(
    _ request: CreateCampaignRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> CreateCampaignResponse {
    try await call(.createCampaign, request, timeout: timeout, answer: CreateCampaignResponse.self)
  }

  /// Reads a campaign and one page of its issued coupons.
  public func getCampaign(
    _ request: GetCampaignRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> GetCampaignResponse {
    try await call(.getCampaign, request, timeout: timeout, answer: GetCampaignResponse.self)
  }

  /// Reads one page of the campaigns, the newest first.
  public func listCampaigns(
    _ request: ListCampaignsRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> ListCampaignsResponse {
    try await call(.listCampaigns, request, timeout: timeout, answer: ListCampaignsResponse.self)
  }

  /// Asks for a coupon.
  public func issueCoupon(
    _ request: IssueCouponRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> IssueCouponResponse {
    try await call(.issueCoupon, request, timeout: timeout, answer: IssueCouponResponse.self)
  }

  /// Stops a campaign from issuing until it is resumed.
  public func pauseCampaign(
    _ request: PauseCampaignRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> PauseCampaignResponse {
    try await call(.pauseCampaign, request, timeout: timeout, answer: PauseCampaignResponse.self)
  }

  /// Lets a paused campaign issue again.
  public func resumeCampaign(
    _ request: ResumeCampaignRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> ResumeCampaignResponse {
    try await call(.resumeCampaign, request, timeout: timeout, answer: ResumeCampaignResponse.self)
  }

  /// Ends a campaign for good.
  public func closeCampaign(
    _ request: CloseCampaignRequest, timeout: Duration? = nil
  ) async throws(RPCClientError) -> CloseCampaignResponse {
    try await call(.closeCampaign, request, timeout: timeout, answer: CloseCampaignResponse.self)
  }

  /// Asks whether the server serves; the service "" means the server as a whole.
  public func checkHealth(
    _ request: HealthCheckRequest = HealthCheckRequest(), timeout: Duration? = nil
  ) async throws(RPCClientError) -> HealthCheckResponse {
    try await call(.healthCheck, request, timeout: timeout, answer: HealthCheckResponse.self)
  }
}
