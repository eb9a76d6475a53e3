package import CampaignApplication
package import CampaignDomain
package import CampaignService

/// Values that tests don't care for.
package enum Samples {
  package static let startTime = Timestamp(microsecondsSinceEpoch: 1_790_000_000_123_456)

  package static func campaign(
    id: Int64 = 7, name: String = "seonchak", state: CampaignState = .open,
    startTime: Timestamp? = startTime, endTime: Timestamp? = nil, openedTime: Timestamp? = nil
  ) -> Campaign {
    Campaign(
      id: CampaignID(rawValue: id), name: name, totalCoupons: 1_000, remainingCoupons: 998, lastSequence: 2,
      startTime: startTime, endTime: endTime, perUserLimit: 1, state: state, openedTime: openedTime,
      createTime: Timestamp(microsecondsSinceEpoch: 1_789_999_999_000_000))
  }

  package static func coupon(campaignID: Int64 = 7, user: String? = "ann", sequence: Int64 = 1) -> Coupon {
    Coupon(
      code: CouponCode(alreadyChecked: "가1나2다3라4마5"), campaignID: CampaignID(rawValue: campaignID),
      userID: user.map(UserID.init(alreadyChecked:)), sequence: sequence, issueTime: startTime)
  }
}

extension CampaignUseCases {
  /// Use cases of which a test replaces those it needs; the others answer with sample values.
  package static func stubs() -> CampaignUseCases {
    CampaignUseCases(
      createCampaign: StubUseCase(answering: { _ in
        .success(CreateCampaign.Output(campaign: Samples.campaign(), alreadyCreated: false))
      }),
      getCampaign: StubUseCase(answering: { _ in
        .success(GetCampaign.Output(campaign: Samples.campaign(), coupons: [Samples.coupon()], nextPageToken: ""))
      }),
      listCampaigns: StubUseCase(answering: { _ in
        .success(ListCampaigns.Output(campaigns: [Samples.campaign()], nextPageToken: ""))
      }),
      issueCoupon: StubUseCase(answering: { input in
        .success(
          IssueOutput(
            coupon: Samples.coupon(campaignID: input.campaignID.rawValue, user: input.userID), alreadyIssued: false))
      }),
      pauseCampaign: StubUseCase(answering: { _ in .success(Samples.campaign()) }
      ),
      resumeCampaign: StubUseCase(answering: { _ in .success(Samples.campaign()) }
      ),
      closeCampaign: StubUseCase(answering: { _ in .success(Samples.campaign()) }), queue: .stubs(),
      operations: .stubs()
    )
  }

  /// Sample use cases but for IssueCoupon.
  package static func issuing(
    with useCase: some UseCase<IssueInput, IssueOutput>
  ) -> CampaignUseCases {
    var useCases = stubs()
    useCases.issueCoupon = useCase
    return useCases
  }
}
