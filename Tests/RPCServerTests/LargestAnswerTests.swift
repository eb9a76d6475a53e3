import CampaignApplication
import NIOCore
import RPCCodec
import Testing

@testable import RPCServer

/// The room that a page takes before it is read is enough for the largest that can come, and not much more.
@Suite struct LargestAnswerTests {
  private let time = ProtobufTimestamp(seconds: 253_402_300_799, nanos: 999_999_000)

  private func frameBytes(_ message: some WireMessage) throws -> Int {
    var frame = ByteBuffer()
    try ResponseEncoder.append(streamID: 1, message: message, to: &frame, with: MessageCodec())
    return frame.readableBytes
  }

  private var campaign: CampaignMessage {
    CampaignMessage(
      id: .max, name: String(repeating: "😀", count: 200), totalCoupons: 10_000_000, issuedCoupons: 10_000_000,
      remainingCoupons: 10_000_000, startTime: time, endTime: time, perUserLimit: .max, state: .closed,
      openedTime: time, createTime: time)
  }

  @Test(arguments: [0, 1, 500, 10_000]) func aPageOfCouponsFitsItsRoom(count: Int) throws {
    let coupon = CouponMessage(
      code: "가나다라마바사아자1", campaignID: .max, userID: String(repeating: "u", count: 128), sequence: .max, issueTime: time)
    let byteCount = try frameBytes(
      GetCampaignResponse(
        campaign: campaign, coupons: Array(repeating: coupon, count: count),
        nextPageToken: "1y2p0ij32e8e7.5yc1z7.1z141z3"))
    let room = LargestAnswer.frameBytes(coupons: count)
    #expect(byteCount <= room)
    #expect(room <= byteCount + byteCount / 10 + 200)
    #expect(room <= FrameLimits.protocolMaximumBytes)
  }

  @Test(arguments: [0, 1, 1_000]) func aPageOfCampaignsFitsItsRoom(count: Int) throws {
    let byteCount = try frameBytes(
      ListCampaignsResponse(
        campaigns: Array(repeating: campaign, count: count), nextPageToken: "0.1y2p0ij32e8e7.1z141z3"))
    let room = LargestAnswer.frameBytes(campaigns: count)
    #expect(byteCount <= room)
    #expect(room <= byteCount + byteCount / 10 + 1_200)
    #expect(room <= FrameLimits.protocolMaximumBytes)
  }

  @Test func aRequestsPageSizeSaysHowMuchItMayBe() {
    func room(_ pageSize: Int32, omitCoupons: Bool = false) -> Int {
      GetCampaignHandler(useCase: CampaignUseCases.stubs().getCampaign).maximumFrameBytes(
        of: GetCampaignRequest(campaignID: 1, pageSize: pageSize, omitCoupons: omitCoupons))
    }
    #expect(room(0) == LargestAnswer.frameBytes(coupons: 10_000))
    #expect(room(.max) == room(0))
    #expect(room(7) == LargestAnswer.frameBytes(coupons: 7))
    #expect(room(0, omitCoupons: true) == LargestAnswer.frameBytes(coupons: 0))
    #expect(room(-1) == LargestAnswer.frameBytes(coupons: 0))
    let listing = ListCampaignsHandler(useCase: CampaignUseCases.stubs().listCampaigns)
    #expect(
      listing.maximumFrameBytes(of: ListCampaignsRequest()) == LargestAnswer.frameBytes(campaigns: 100))
    #expect(
      listing.maximumFrameBytes(of: ListCampaignsRequest(pageSize: 5_000))
        == LargestAnswer.frameBytes(campaigns: 1_000))
  }
}
