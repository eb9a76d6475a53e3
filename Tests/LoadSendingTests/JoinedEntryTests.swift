import CampaignDomain
import RPCCodec
import Testing

@testable import LoadSending

struct JoinedEntryTests {
  private let naming = UserNaming(UserPopulation(), drawn: 1)
  private let id = RequestID(high: 0x7000, low: 1 << 63 | 5)

  private var waiting: QueueEntryMessage {
    QueueEntryMessage(
      requestID: id.description, campaignID: 7, userID: naming.name(ofRequest: 3), status: .waiting, position: 2,
      ticket: 9)
  }

  private func read(_ change: (inout QueueEntryMessage) -> Void) -> JoinedEntry? {
    var message = waiting
    change(&message)
    return JoinedEntry(message, ofRequest: 3, plannedMicroseconds: 8, campaignID: 7, naming: naming)
  }

  @Test func anEntryOfTheRequestsUserIsTaken() {
    #expect(
      read { _ in } == JoinedEntry(request: 3, plannedMicroseconds: 8, requestID: id, ticket: 9, isOld: false))
    #expect(read { $0.status = .processing }?.isOld == false)
    let failed = read {
      $0.status = .failed
      $0.failureReason = "SOLD_OUT"
    }
    #expect(failed?.isOld == true)
    let withoutTicket = read {
      $0.status = .completed
      $0.coupon = CouponMessage(code: "가")
      $0.ticket = 0
    }
    #expect(withoutTicket?.isOld == true && withoutTicket?.ticket == 0)
  }

  @Test func whatCannotBeTheUsersEntryIsNone() {
    #expect(read { $0.requestID = "7" } == nil)
    #expect(read { $0.campaignID = 8 } == nil)
    #expect(read { $0.userID = "somebody" } == nil)
    #expect(read { $0.ticket = 0 } == nil)
    #expect(read { $0.status = .completed } == nil)
    #expect(read { $0.status = .failed } == nil)
    #expect(read { $0.status = .notInQueue } == nil)
    #expect(read { $0.status = QueueStatusMessage(rawValue: 77) } == nil)
  }

  @Test func theEndOfARequestIsRead() throws {
    let entry = try #require(read { _ in })
    var request = CouponRequestMessage(
      requestID: id.description, campaignID: 7, userID: naming.name(ofRequest: 3), status: .requested)
    func end() -> EntryEnd? { EntryEnd(request, of: entry, campaignID: 7, naming: naming) }
    #expect(end() == nil)
    request.status = .done
    #expect(end()?.outcome == .malformed)
    request.coupon = CouponMessage(code: "가", campaignID: 7, userID: naming.name(ofRequest: 3), sequence: 4)
    request.attempts = 2
    let code = try #require(CompactCode("가"))
    #expect(
      end() == EntryEnd(outcome: .completed, coupon: EntryEnd.Coupon(code: code, sequence: 4), attempts: 2))
    request.coupon?.userID = "somebody"
    #expect(end()?.isMisdirected == true)
    request.status = .fail
    #expect(end()?.outcome == .malformed)
    request.failureReason = "ISSUE_FAILED"
    #expect(end()?.outcome.name == "ISSUE_FAILED")
    request.requestID = RequestID(high: 0, low: 0).description
    #expect(end()?.isMisdirected == true && end()?.outcome == .malformed)
  }
}
