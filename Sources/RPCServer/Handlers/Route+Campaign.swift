import RPCCodec

extension Route {
  /// All methods of the server, each with its handler.
  static func all(for useCases: CampaignUseCases, servingStatus: ServingStatus) -> [Route] {
    [
      .issueCoupon(useCases),
      Route(.createCampaign, to: CreateCampaignHandler(useCase: useCases.createCampaign)),
      Route(.getCampaign, toPagesOf: GetCampaignHandler(useCase: useCases.getCampaign)),
      Route(.listCampaigns, toPagesOf: ListCampaignsHandler(useCase: useCases.listCampaigns)),
      Route(.pauseCampaign, to: PauseCampaignHandler(useCase: useCases.pauseCampaign)),
      Route(.resumeCampaign, to: ResumeCampaignHandler(useCase: useCases.resumeCampaign)),
      Route(.closeCampaign, to: CloseCampaignHandler(useCase: useCases.closeCampaign)),
      Route(.healthCheck, to: HealthCheckHandler(servingStatus: servingStatus), isServedWhileDraining: true),
    ]
  }

  private static func issueCoupon(_ useCases: CampaignUseCases) -> Route {
    let handler = IssueCouponHandler(useCase: useCases.issueCoupon)
    guard let memory = useCases.issueRefusal else { return Route(.issueCoupon, to: handler) }
    return Route(.issueCoupon, to: handler) { payload, codec, now in
      IssueCouponHandler.refusal(of: payload, from: memory, now: now, codec: codec)
    }
  }
}
