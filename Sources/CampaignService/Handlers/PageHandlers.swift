public import CampaignApplication
import CampaignDomain
public import RPCCodec

/// Serves `GetCampaign`.
public struct GetCampaignHandler: PageHandler {
  /// What it is asked.
  public typealias Request = GetCampaignRequest
  /// What it answers.
  public typealias Response = GetCampaignResponse

  private let useCase: any UseCase<GetCampaign.Input, GetCampaign.Output>

  /// A handler that calls this use case.
  public init(useCase: any UseCase<GetCampaign.Input, GetCampaign.Output>) {
    self.useCase = useCase
  }

  /// Room for as many coupons as the page may have.
  public func maximumBytes(of request: GetCampaignRequest) -> Int {
    LargestMessage.byteCount(coupons: input(of: request).maximumCouponCount)
  }

  /// Serves a call.
  public func handle(
    _ request: GetCampaignRequest, context: CallContext, completion: some CallCompletion<GetCampaignResponse>
  ) {
    useCase.execute(input(of: request), call: context.call) { result in
      completion.complete(with: result, unlessOver: context.call) { output in
        GetCampaignResponse(
          campaign: CampaignMessage(output.campaign), coupons: output.coupons.map(CouponMessage.init),
          nextPageToken: output.nextPageToken)
      }
    }
  }

  private func input(of request: GetCampaignRequest) -> GetCampaign.Input {
    GetCampaign.Input(
      campaignID: CampaignID(rawValue: request.campaignID), pageSize: request.pageSize, pageToken: request.pageToken,
      omitCoupons: request.omitCoupons)
  }
}

/// Serves `ListCampaigns`.
public struct ListCampaignsHandler: PageHandler {
  /// What it is asked.
  public typealias Request = ListCampaignsRequest
  /// What it answers.
  public typealias Response = ListCampaignsResponse

  private let useCase: any UseCase<ListCampaigns.Input, ListCampaigns.Output>

  /// A handler that calls this use case.
  public init(useCase: any UseCase<ListCampaigns.Input, ListCampaigns.Output>) {
    self.useCase = useCase
  }

  /// Room for as many campaigns as the page may have.
  public func maximumBytes(of request: ListCampaignsRequest) -> Int {
    LargestMessage.byteCount(campaigns: input(of: request).maximumCampaignCount)
  }

  /// Serves a call.
  public func handle(
    _ request: ListCampaignsRequest, context: CallContext, completion: some CallCompletion<ListCampaignsResponse>
  ) {
    useCase.execute(input(of: request), call: context.call) { result in
      completion.complete(with: result, unlessOver: context.call) { output in
        ListCampaignsResponse(
          campaigns: output.campaigns.map(CampaignMessage.init), nextPageToken: output.nextPageToken)
      }
    }
  }

  private func input(of request: ListCampaignsRequest) -> ListCampaigns.Input {
    ListCampaigns.Input(pageSize: request.pageSize, pageToken: request.pageToken)
  }
}

extension CallCompletion {
  /// Ends the call with what its use case said. A page that nobody waits for any more is not made.
  fileprivate func complete<Output>(
    with result: Result<Output, UseCaseError>, unlessOver call: Call, _ makeResponse: (Output) -> Response
  ) {
    if case .success = result, call.isOver() {
      complete(with: .failure(.timeOver))
    } else {
      complete(with: result, makeResponse)
    }
  }
}
