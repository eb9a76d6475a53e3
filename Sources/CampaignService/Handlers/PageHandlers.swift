import CampaignApplication
import CampaignDomain
import NIOCore
import RPCCodec

/// Serves `GetCampaign`.
struct GetCampaignHandler: PageHandler {
  let useCase: any UseCase<GetCampaign.Input, GetCampaign.Output>

  /// Room for as many coupons as the page may have.
  func maximumBytes(of request: GetCampaignRequest) -> Int {
    LargestMessage.byteCount(coupons: input(of: request).maximumCouponCount)
  }

  func handle(
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
struct ListCampaignsHandler: PageHandler {
  let useCase: any UseCase<ListCampaigns.Input, ListCampaigns.Output>

  /// Room for as many campaigns as the page may have.
  func maximumBytes(of request: ListCampaignsRequest) -> Int {
    LargestMessage.byteCount(campaigns: input(of: request).maximumCampaignCount)
  }

  func handle(
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

/// Serves `ListDeadLetters`.
struct ListDeadLettersHandler: PageHandler {
  let useCase: any UseCase<ListDeadLetters.Input, ListDeadLetters.Output>

  /// Room for as many entries as the page may have.
  func maximumBytes(of request: ListDeadLettersRequest) -> Int {
    LargestMessage.byteCount(deadLetters: input(of: request).maximumCount)
  }

  func handle(
    _ request: ListDeadLettersRequest, context: CallContext, completion: some CallCompletion<ListDeadLettersResponse>
  ) {
    useCase.execute(input(of: request), call: context.call) { result in
      completion.complete(with: result, unlessOver: context.call) { output in
        ListDeadLettersResponse(
          deadLetters: output.deadLetters.map(DeadLetterMessage.init), nextPageToken: output.nextPageToken)
      }
    }
  }

  private func input(of request: ListDeadLettersRequest) -> ListDeadLetters.Input {
    ListDeadLetters.Input(
      campaignID: request.campaignID == 0 ? nil : CampaignID(rawValue: request.campaignID),
      pageSize: request.pageSize, pageToken: request.pageToken)
  }
}

extension CallCompletion {
  /// Ends the call with what its use case said. A page that nobody waits for any more is not made.
  func complete<Output>(
    with result: Result<Output, UseCaseError>, unlessOver call: Call, _ makeResponse: (Output) -> Response
  ) {
    if case .success = result, call.isOver() {
      complete(with: .failure(.timeOver))
    } else {
      complete(with: result, makeResponse)
    }
  }
}

/// The greatest sizes of the messages of pages in bytes, found by encoding the longest values that the contract allows.
enum LargestMessage {
  /// The most bytes of a page of so many coupons, with its campaign.
  static func byteCount(coupons count: Int) -> Int {
    withoutItems + count * coupon
  }

  /// The most bytes of a page of so many campaigns.
  static func byteCount(campaigns count: Int) -> Int {
    withoutItems + count * campaign
  }

  /// The most bytes of a page of so many dead letters.
  static func byteCount(deadLetters count: Int) -> Int {
    withoutItems + count * deadLetter
  }

  /// The most bytes of a page of so many compensations: their texts of varying length are limited together.
  static func byteCount(compensations count: Int) -> Int {
    withoutItems + count * compensation
      + min(count * compensationText, ListCompensations.pageTextBytes + compensationText)
  }

  /// A compensation without its texts of varying length, with a name for each of them.
  private static let compensation = bytes(
    of: ListCompensationsResponse(compensations: [
      CompensationMessage(
        id: .max, compensationType: Compensation.Kind.deliveryReversal.rawValue, referenceID: " ", payload: " ",
        retryCount: .max, maxRetries: .max, status: Compensation.Status.processing.rawValue, errorMessage: " ",
        createTime: time, lastAttemptTime: time, completeTime: time, resolvedBy: " ", resolution: " ")
    ]))

  /// The most bytes of a compensation's texts of varying length, and of longer lengths in front of them.
  private static let compensationText = CompensationMessage.maximumTextBytes + 16

  private static let deadLetter = bytes(
    of: ListDeadLettersResponse(deadLetters: [
      DeadLetterMessage(
        requestID: RequestID(high: .max, low: .max).description, campaignID: .max,
        userID: String(repeating: "u", count: TextRule.maximumIdentifierBytes), ticket: .max, attempts: .max,
        error: String(repeating: "e", count: QueueEntry.maximumErrorBytes), failedTime: time)
    ]))

  private static let coupon = bytes(
    of: GetCampaignResponse(coupons: [
      CouponMessage(
        code: String(repeating: "힣", count: CouponCode.length), campaignID: .max,
        userID: String(repeating: "u", count: TextRule.maximumIdentifierBytes), sequence: .max, issueTime: time,
        state: .revoked, revokedTime: time)
    ]))

  private static let campaign = bytes(of: ListCampaignsResponse(campaigns: [campaignMessage]))

  /// The campaign of a page of coupons, a token.
  private static let withoutItems = bytes(
    of: GetCampaignResponse(
      campaign: campaignMessage, nextPageToken: String(repeating: "z", count: maximumTokenBytes)))

  /// No token is longer, given or taken.
  private static let maximumTokenBytes = 64

  private static var campaignMessage: CampaignMessage {
    CampaignMessage(
      id: .max, name: String(repeating: "\u{10FFFD}", count: TextRule.maximumNameScalars), totalCoupons: .max,
      issuedCoupons: .max, remainingCoupons: .max, startTime: time, endTime: time, perUserLimit: .max, state: .closed,
      openedTime: time, createTime: time,
      deliveryURL: String(repeating: "u", count: DeliveryURL.maximumBytes), queueOnly: true)
  }

  /// A negative number of seconds has the most bytes.
  private static var time: ProtobufTimestamp { ProtobufTimestamp(seconds: .min, nanos: 999_999_999) }

  private static func bytes(of message: some WireMessage) -> Int {
    var buffer = ByteBuffer()
    message.encode(into: &buffer, with: MessageCodec())
    return buffer.readableBytes
  }
}
