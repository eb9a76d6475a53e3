import CampaignApplication
package import CampaignService

extension OperationsUseCases {
  /// Use cases of which a test replaces those it needs; the others answer with sample values.
  package static func stubs() -> OperationsUseCases {
    OperationsUseCases(
      revokeCoupon: StubUseCase(answering: { _ in .success(Samples.coupon()) }))
  }
}
