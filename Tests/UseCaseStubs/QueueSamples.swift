package import CampaignApplication
package import CampaignDomain
package import CampaignService

extension Samples {
  package static let requestID = RequestID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)

  /// An entry in a line of five, of which two are claimed and one is served.
  package static func view(
    _ state: QueueEntry.State = .waiting, ticket: Int64? = 5, attempts: Int32 = 0, user: String = "ann",
    entriesPerHour: Int64? = 3_600
  ) -> QueueEntryView {
    let id = CampaignID(rawValue: 7)
    let entry = QueueEntry(
      requestID: requestID, campaignID: id, userID: UserID(alreadyChecked: user), ticket: ticket, state: state,
      attempts: attempts, joinTime: startTime,
      updateTime: Timestamp(microsecondsSinceEpoch: startTime.microsecondsSinceEpoch + 1_000_000))
    return queue(entriesPerHour: entriesPerHour).view(of: entry)
  }

  package static func queue(entriesPerHour: Int64? = nil) -> CampaignQueue {
    CampaignQueue(
      campaignID: CampaignID(rawValue: 7), lastTicket: 5, claimed: 2, served: 1, failedThrough: 0, mark: nil,
      settledThrough: 0, completed: 1, failed: 0, setAside: 0, nextBatchTime: startTime, lastBatchTime: nil,
      batchFailures: 0, token: 1, leaseEndTime: nil, entriesPerHour: entriesPerHour)
  }
}

extension QueueUseCases {
  /// Use cases of which a test replaces those it needs; the others answer with sample values.
  package static func stubs() -> QueueUseCases {
    QueueUseCases(
      joinQueue: StubUseCase(answering: { _ in .success(Samples.view()) }),
      getQueueStatus: StubUseCase(answering: { _ in .success(Samples.view()) }),
      getQueueInfo: StubUseCase(answering: { _ in
        .success(
          GetQueueInfo.Output(campaign: Samples.campaign(), queue: Samples.queue(), oldestWait: .milliseconds(1_500)))
      }),
      initStock: StubUseCase(answering: { _ in .success(Samples.campaign()) }),
      resetQueueEntry: StubUseCase(answering: { _ in .success(nil) }),
      getCouponRequest: StubUseCase(answering: { _ in .success(Samples.view()) }),
      waitCouponRequest: StubWaitingUseCase(answering: { _ in .success(Samples.view()) }),
      listDeadLetters: StubUseCase(answering: { _ in
        .success(
          ListDeadLetters.Output(
            deadLetters: [DeadLetter(entry: Samples.view(.failed(.issueFailed), attempts: 5).entry, error: "XY000")],
            nextPageToken: ""))
      }))
  }
}

/// A use case that waits, as a closure, with another for the end of all waiting.
package struct StubWaitingUseCase<Input: Sendable, Output: Sendable>: WaitingUseCase {
  private let stub: StubUseCase<Input, Output>
  private let onEnd: @Sendable () -> Void

  package init(
    onEnd: @escaping @Sendable () -> Void = {},
    answering answer: @escaping @Sendable (Input) -> Result<Output, UseCaseError>
  ) {
    stub = StubUseCase(answering: answer)
    self.onEnd = onEnd
  }

  package func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    stub.execute(input, call: call, completion: completion)
  }

  package func endWaiting() { onEnd() }
}
