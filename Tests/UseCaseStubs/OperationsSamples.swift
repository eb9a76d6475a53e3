import CampaignApplication
package import CampaignDomain
package import CampaignService

extension Samples {
  /// A reversal that FAILED and was given up.
  package static func compensation(_ status: Compensation.Status = .failed) -> Compensation {
    Compensation(
      id: 3, kind: .deliveryReversal, reference: "7/1", payload: #"{"code": "가1"}"#,
      subject: .failure(CompensationFault("none")), status: status, retryCount: 5, maximumRetryCount: 5,
      immediateCount: 3, error: "500", createTime: startTime, lastAttemptTime: startTime, completeTime: nil,
      nextAttemptTime: nil, token: 8, resolvedBy: "op", resolution: "lost", discardTime: startTime)
  }
}

extension OperationsUseCases {
  /// Use cases of which a test replaces those it needs; the others answer with sample values.
  package static func stubs() -> OperationsUseCases {
    OperationsUseCases(
      revokeCoupon: StubUseCase(answering: { _ in .success(Samples.coupon()) }),
      listCompensations: StubUseCase(answering: { _ in
        .success(ListCompensations.Output(compensations: [Samples.compensation()], nextPageToken: ""))
      }),
      getCompensation: StubUseCase(answering: { _ in .success(Samples.compensation()) }),
      retryCompensation: StubUseCase(answering: { _ in .success(Samples.compensation()) }),
      discardCompensation: StubUseCase(answering: { _ in .success(Samples.compensation()) }))
  }
}
