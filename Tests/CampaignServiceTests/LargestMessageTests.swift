import CampaignApplication
import CampaignDomain
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import CampaignService

/// The room that a page takes before it is read is enough for the largest that can come, and not much more.
@Suite struct LargestMessageTests {
  private let time = ProtobufTimestamp(seconds: 253_402_300_799, nanos: 999_999_000)

  private func byteCount(_ message: some WireMessage) -> Int {
    var bytes = ByteBuffer()
    message.encode(into: &bytes, with: MessageCodec())
    return bytes.readableBytes
  }

  private var campaign: CampaignMessage {
    CampaignMessage(
      id: .max, name: String(repeating: "😀", count: 200), totalCoupons: 10_000_000, issuedCoupons: 10_000_000,
      remainingCoupons: 10_000_000, startTime: time, endTime: time, perUserLimit: .max, state: .closed,
      openedTime: time, createTime: time, deliveryURL: String(repeating: "u", count: DeliveryURL.maximumBytes))
  }

  @Test(arguments: [0, 1, 500, 10_000]) func aPageOfCouponsFitsItsRoom(count: Int) {
    let coupon = CouponMessage(
      code: "가나다라마바사아자1", campaignID: .max, userID: String(repeating: "u", count: 128), sequence: .max, issueTime: time,
      state: .revoked, revokedTime: time)
    let byteCount = self.byteCount(
      GetCampaignResponse(
        campaign: campaign, coupons: Array(repeating: coupon, count: count),
        nextPageToken: "1y2p0ij32e8e7.5yc1z7.1z141z3"))
    let room = LargestMessage.byteCount(coupons: count)
    #expect(byteCount <= room)
    #expect(room <= byteCount + byteCount / 10 + 200)
    #expect(room <= FrameLimits.protocolMaximumBytes)
  }

  @Test(arguments: [0, 1, 1_000]) func aPageOfCampaignsFitsItsRoom(count: Int) {
    let byteCount = self.byteCount(
      ListCampaignsResponse(
        campaigns: Array(repeating: campaign, count: count), nextPageToken: "0.1y2p0ij32e8e7.1z141z3"))
    let room = LargestMessage.byteCount(campaigns: count)
    #expect(byteCount <= room)
    // Room for the campaign of a page of coupons is taken, too.
    #expect(room <= byteCount + byteCount / 10 + 3_200)
    #expect(room <= FrameLimits.protocolMaximumBytes)
  }

  @Test(arguments: [0, 1, 1_000], ["e", "오"]) func aPageOfDeadLettersFitsItsRoom(count: Int, scalar: String) {
    let letter = DeadLetter(
      entry: Samples.view(
        .failed(.issueFailed), ticket: .max, attempts: .max, user: String(repeating: "u", count: 128)
      ).entry, error: String(repeating: scalar, count: 5_000))
    let byteCount = self.byteCount(
      ListDeadLettersResponse(
        deadLetters: Array(repeating: DeadLetterMessage(letter), count: count),
        nextPageToken: String(repeating: "t", count: 64)))
    let room = LargestMessage.byteCount(deadLetters: count)
    #expect(byteCount <= room)
    #expect(room <= byteCount + byteCount / 10 + 3_200)
    #expect(room <= FrameLimits.protocolMaximumBytes)
  }

  /// Texts that somebody made longer by SQL are cut.
  @Test(arguments: [0, 1, 1_000], ["e", "\u{10FFFD}"])
  func aPageOfCompensationsFitsItsRoom(count: Int, scalar: String) {
    let text = String(repeating: scalar, count: 3_000)
    let one = Compensation(
      id: .max, kind: .deliveryReversal, reference: String(repeating: scalar, count: 100),
      payload: String(repeating: "p", count: Compensation.maximumPayloadBytes),
      subject: .failure(CompensationFault("none")), status: .processing, retryCount: .max, maximumRetryCount: .max,
      immediateCount: .max, error: text, createTime: .earliest, lastAttemptTime: .earliest, completeTime: .earliest,
      nextAttemptTime: .earliest, token: .max, resolvedBy: text, resolution: text, discardTime: .earliest)
    // The use case ends a page by the bytes of these texts.
    let fitting = min(count, 1 + ListCompensations.pageTextBytes / CompensationMessage.maximumTextBytes)
    let byteCount = self.byteCount(
      ListCompensationsResponse(
        compensations: Array(repeating: CompensationMessage(one), count: fitting),
        nextPageToken: String(repeating: "t", count: 64)))
    let room = LargestMessage.byteCount(compensations: count)
    #expect(byteCount <= room)
    #expect(room <= FrameLimits.protocolMaximumBytes)
  }

  @Test func aRequestsPageSizeSaysHowMuchItMayBe() {
    func room(_ pageSize: Int32, omitCoupons: Bool = false) -> Int {
      GetCampaignHandler(useCase: CampaignUseCases.stubs().getCampaign).maximumBytes(
        of: GetCampaignRequest(campaignID: 1, pageSize: pageSize, omitCoupons: omitCoupons))
    }
    #expect(room(0) == LargestMessage.byteCount(coupons: 10_000))
    #expect(room(.max) == room(0))
    #expect(room(7) == LargestMessage.byteCount(coupons: 7))
    #expect(room(0, omitCoupons: true) == LargestMessage.byteCount(coupons: 0))
    #expect(room(-1) == LargestMessage.byteCount(coupons: 0))
    let listing = ListCampaignsHandler(useCase: CampaignUseCases.stubs().listCampaigns)
    #expect(
      listing.maximumBytes(of: ListCampaignsRequest()) == LargestMessage.byteCount(campaigns: 100))
    #expect(
      listing.maximumBytes(of: ListCampaignsRequest(pageSize: 5_000))
        == LargestMessage.byteCount(campaigns: 1_000))
    let letters = ListDeadLettersHandler(useCase: QueueUseCases.stubs().listDeadLetters)
    #expect(letters.maximumBytes(of: ListDeadLettersRequest()) == LargestMessage.byteCount(deadLetters: 100))
    #expect(
      letters.maximumBytes(of: ListDeadLettersRequest(pageSize: .max)) == LargestMessage.byteCount(deadLetters: 1_000))
  }
}
