public import CampaignApplication
public import CampaignDomain

/// The use cases behind the methods, one for each.
public struct CampaignUseCases: Sendable {
  /// The use case of `CreateCampaign`.
  public var createCampaign: any UseCase<CreateCampaign.Input, CreateCampaign.Output>
  /// The use case of `GetCampaign`.
  public var getCampaign: any UseCase<GetCampaign.Input, GetCampaign.Output>
  /// The use case of `ListCampaigns`.
  public var listCampaigns: any UseCase<ListCampaigns.Input, ListCampaigns.Output>
  /// The use case of `IssueCoupon`.
  public var issueCoupon: any UseCase<IssueCoupon.Input, IssueCoupon.Output>
  /// The refusal that is asked before `issueCoupon`: calls that it refuses cost no more than their answer. `nil`: the
  /// use case is all that is asked.
  public var refusalMemory: (any RefusalMemory)?
  /// The use case of `PauseCampaign`.
  public var pauseCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>
  /// The use case of `ResumeCampaign`.
  public var resumeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>
  /// The use case of `CloseCampaign`.
  public var closeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>
  /// The use cases of the waiting queue.
  public var queue: QueueUseCases
  /// The use cases of revocations and compensations.
  public var operations: OperationsUseCases

  /// The use cases that a server serves.
  public init(
    createCampaign: any UseCase<CreateCampaign.Input, CreateCampaign.Output>,
    getCampaign: any UseCase<GetCampaign.Input, GetCampaign.Output>,
    listCampaigns: any UseCase<ListCampaigns.Input, ListCampaigns.Output>,
    issueCoupon: any UseCase<IssueCoupon.Input, IssueCoupon.Output>,
    refusalMemory: (any RefusalMemory)? = nil,
    pauseCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>,
    resumeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>,
    closeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>, queue: QueueUseCases,
    operations: OperationsUseCases
  ) {
    self.createCampaign = createCampaign
    self.getCampaign = getCampaign
    self.listCampaigns = listCampaigns
    self.issueCoupon = issueCoupon
    self.refusalMemory = refusalMemory
    self.pauseCampaign = pauseCampaign
    self.resumeCampaign = resumeCampaign
    self.closeCampaign = closeCampaign
    self.queue = queue
    self.operations = operations
  }
}
