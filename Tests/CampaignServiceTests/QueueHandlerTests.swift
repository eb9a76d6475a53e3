import CampaignApplication
import CampaignDomain
import CampaignService
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

/// The input of the use cases of the queue and their results on the wire, method by method.
@Suite struct QueueHandlerTests {
  private func door(_ change: (inout QueueUseCases) -> Void) -> PlainDoor {
    var useCases = CampaignUseCases.stubs()
    change(&useCases.queue)
    return PlainDoor(useCases)
  }

  private func joining(_ view: QueueEntryView) -> PlainDoor {
    door { $0.joinQueue = StubUseCase(answering: { _ in .success(view) }) }
  }

  /// An entry whose line was failed by a mark.
  private var marked: QueueEntryView {
    let queue = CampaignQueue(
      campaignID: CampaignID(rawValue: 7), lastTicket: 9, claimed: 9, served: 9, failedThrough: 9,
      mark: .init(failure: .soldOut, time: Timestamp(microsecondsSinceEpoch: 1_790_000_005_000_000)),
      settledThrough: 0, completed: 0, failed: 0, setAside: 0, nextBatchTime: Samples.startTime, lastBatchTime: nil,
      batchFailures: 0, token: 0, leaseEndTime: nil, entriesPerHour: nil)
    return queue.view(of: Samples.view().entry)
  }

  @Test func joinQueueTakesEveryField() throws {
    let seen = Mutex<JoinQueue.Input?>(nil)
    let useCase = StubUseCase<JoinQueue.Input, JoinQueue.Output>(answering: { input in
      seen.withLock { $0 = input }
      return .success(Samples.view())
    })
    let door = door { $0.joinQueue = useCase }
    _ = try door.call(
      .joinQueue, JoinQueueRequest(campaignID: 7, userID: "ann", idempotencyKey: "key"), as: JoinQueueResponse.self)
    var input = try #require(seen.withLock { $0.take() })
    #expect(input.campaignID == CampaignID(rawValue: 7) && input.userID == "ann" && input.idempotencyKey == "key")
    _ = try door.call(
      .requestCoupon, RequestCouponRequest(campaignID: 8, userID: "bob", idempotencyKey: "k"),
      as: RequestCouponResponse.self)
    input = try #require(seen.withLock { $0.take() })
    #expect(input.campaignID == CampaignID(rawValue: 8) && input.userID == "bob" && input.idempotencyKey == "k")
  }

  @Test func theSentenceIsInTheCallersLanguage() throws {
    for (metadata, sentence) in [
      ([], "대기열 3번으로 등록되었습니다."), ([("accept-language", "en")], "You are number 3 in the queue."),
    ] as [([(String, String)], String)] {
      let answer = try #require(
        door { _ in }.receive(.joinQueue, JoinQueueRequest(), metadata: metadata).answers.first)
      #expect(try answer.message(JoinQueueResponse.self).message == sentence)
    }
    let info = try #require(
      door { _ in }.receive(.getQueueInfo, GetQueueInfoRequest(), metadata: [("accept-language", "en")]).answers.first)
    #expect(try info.message(GetQueueInfoResponse.self).message == "Queue information read.")
  }

  @Test func eachEndHasASentenceOfItsOwnInBothLanguages() throws {
    let views =
      [Samples.view(ticket: 2), Samples.view(.completed(Samples.coupon()))]
      + QueueFailure.allCases.map { Samples.view(.failed($0)) }
    var sentences: Set<String> = []
    for view in views {
      for language in ["ko", "en"] {
        let answer = joining(view).receive(.joinQueue, JoinQueueRequest(), metadata: [("accept-language", language)])
        sentences.insert(try #require(answer.answers.first).message(JoinQueueResponse.self).message)
      }
    }
    #expect(sentences.count == views.count * 2)
  }

  /// Each state of an entry in its two views.
  @Test func anEntryAndItsRequestAgree() throws {
    let coupon = Samples.coupon()
    let cases: [(QueueEntryView, QueueStatusMessage, RequestStatusMessage, reason: String, hasCoupon: Bool)] = [
      (Samples.view(), .waiting, .requested, "", false),
      (Samples.view(ticket: 2), .processing, .requested, "", false),
      (Samples.view(.setAside(nextAttemptTime: .latest), ticket: 1, attempts: 2), .processing, .requested, "", false),
      (Samples.view(.completed(coupon), ticket: 1), .completed, .done, "", true),
      (Samples.view(.completed(coupon), ticket: nil), .completed, .done, "", true),
      (Samples.view(.failed(.userLimitReached), ticket: 1), .failed, .fail, "USER_LIMIT_REACHED", false),
      (marked, .failed, .fail, "SOLD_OUT", false),
    ]
    for (view, status, requestStatus, reason, hasCoupon) in cases {
      let entry = try #require(
        joining(view).call(.joinQueue, JoinQueueRequest(), as: JoinQueueResponse.self).entry)
      let request = try #require(
        joining(view).call(.requestCoupon, RequestCouponRequest(), as: RequestCouponResponse.self).request)
      #expect(entry.status == status && request.status == requestStatus)
      #expect(entry.failureReason == reason && request.failureReason == reason)
      #expect((entry.coupon != nil) == hasCoupon && entry.coupon == request.coupon)
      #expect(entry.requestID == request.requestID && entry.joinTime == request.requestTime)
      #expect(entry.position == (status == .waiting ? 3 : 0))
      #expect(entry.ticket == view.entry.ticket ?? 0)
      #expect(request.step == "ISSUE" && request.attempts == view.entry.attempts)
      #expect(request.doneTime == (requestStatus == .requested ? nil : entry.updateTime))
    }
  }

  @Test func aMarkIsTheEndOfWhoWaited() throws {
    let request = try joining(marked).call(.requestCoupon, RequestCouponRequest(), as: RequestCouponResponse.self)
    #expect(request.request?.doneTime == ProtobufTimestamp(seconds: 1_790_000_005))
  }

  @Test func whoHasNoEntryIsNotInTheQueue() throws {
    let door = door { $0.getQueueStatus = StubUseCase(answering: { _ in .success(nil) }) }
    let response: GetQueueStatusResponse = try door.call(
      .getQueueStatus, GetQueueStatusRequest(campaignID: 7, userID: "ann"))
    #expect(response.entry == QueueEntryMessage(campaignID: 7, userID: "ann", status: .notInQueue))
  }

  @Test func aLineThatNobodyJoinedIsEmpty() throws {
    let door = door {
      $0.getQueueInfo = StubUseCase(answering: { _ in
        .success(.init(campaign: Samples.campaign(), queue: nil, oldestWait: nil))
      })
    }
    let response: GetQueueInfoResponse = try door.call(.getQueueInfo, GetQueueInfoRequest(campaignID: 7))
    #expect(response == GetQueueInfoResponse(campaignID: 7, currentStock: 998, message: "큐 정보 조회 성공"))
  }

  @Test func adminsAreNamed() throws {
    let seen = Mutex<[String]>([])
    let door = door {
      $0.initStock = StubUseCase(answering: { input in
        seen.withLock { $0.append("\(input.campaignID) \(input.stock) \(input.actor)") }
        return .success(Samples.campaign())
      })
      $0.resetQueueEntry = StubUseCase(answering: { input in
        seen.withLock { $0.append("\(input.campaignID) \(input.userID) \(input.reason) \(input.actor)") }
        return .success(Samples.view())
      })
    }
    _ = try door.call(.initStock, InitStockRequest(campaignID: 7, stock: 5), as: InitStockResponse.self)
    let reset: ResetQueueEntryResponse = try door.call(
      .resetQueueEntry, ResetQueueEntryRequest(campaignID: 8, userID: "ann", reason: "why"))
    #expect(reset.entry?.status == .waiting)
    #expect(seen.withLock { $0 } == ["7 5 10.0.0.1:1", "8 ann why 10.0.0.1:1"])
  }

  @Test func aDrainEndsAllWaiting() {
    let ends = Mutex(0)
    let door = door {
      $0.waitCouponRequest = StubWaitingUseCase(onEnd: { ends.withLock { $0 += 1 } }) { _ in .success(Samples.view()) }
    }
    #expect(ends.withLock { $0 } == 0)
    door.servingStatus.beginDrain()
    door.servingStatus.beginDrain()
    #expect(ends.withLock { $0 } == 1)
  }

  @Test func deadLettersTakeEveryField() throws {
    let seen = Mutex<[ListDeadLetters.Input]>([])
    let door = door {
      $0.listDeadLetters = StubUseCase(answering: { input in
        seen.withLock { $0.append(input) }
        return .success(.init(deadLetters: [], nextPageToken: "next"))
      })
    }
    for campaign in [0, -1, 7] as [Int64] {
      let response: ListDeadLettersResponse = try door.call(
        .listDeadLetters, ListDeadLettersRequest(campaignID: campaign, pageSize: 3, pageToken: "token"))
      #expect(response == ListDeadLettersResponse(nextPageToken: "next"))
    }
    #expect(seen.withLock { $0.map { $0.campaignID?.rawValue } } == [nil, -1, 7])
    #expect(seen.withLock { $0.allSatisfy { $0.pageSize == 3 && $0.pageToken == "token" } })
  }
}
