import CampaignDomain
import Testing

/// The places in a line, which follow from the line's numbers and a ticket.
@Suite struct CampaignQueueTests {
  private let coupon = Coupon.sample(sequence: 3, user: .sample("u"))

  @Test func aPlaceIsCountedFromTheLastTicketThatWasTaken() {
    let queue = CampaignQueue.sample(last: 10, claimed: 4, served: 2)
    let statuses = (3...7).map { queue.view(of: .sample(ticket: $0)).status }
    #expect(
      statuses == [
        .processing, .processing, .waiting(position: 1, estimatedWait: nil), .waiting(position: 2, estimatedWait: nil),
        .waiting(position: 3, estimatedWait: nil),
      ])
    #expect(queue.size == 6 && queue.processing == 2 && queue.isActive)
  }

  @Test func theEstimateIsThePlaceAtTheMeasuredSpeed() {
    let queue = CampaignQueue.sample(last: 1 << 61, claimed: 0, entriesPerHour: 7_200)
    #expect(queue.view(of: .sample(ticket: 3)).status == .waiting(position: 3, estimatedWait: .milliseconds(1_500)))
    let slow = CampaignQueue.sample(last: 1 << 61, claimed: 0, entriesPerHour: 1)
    guard case .waiting(let position, let wait?) = slow.view(of: .sample(ticket: 1 << 61)).status else {
      Issue.record("no estimate")
      return
    }
    #expect(position == 1 << 61 && wait == .milliseconds(1_000_000_000_000_000), "as long as can be said")
  }

  @Test func whoWaitsUpToTheMarkHasFailedSinceThenAndWhoStandsBehindWaits() {
    let queue = CampaignQueue.sample(last: 9, claimed: 7, failedThrough: 7, settledThrough: 2, mark: .campaignClosed)
    let failed = queue.view(of: .sample(ticket: 7))
    #expect(failed.status == .failed(.campaignClosed) && failed.updateTime == queue.mark?.time)
    #expect(queue.view(of: .sample(ticket: 8)).status == .waiting(position: 1, estimatedWait: nil))
    #expect(queue.failedCount == 7 && queue.isActive, "five are not settled yet")
  }

  @Test func whoHasTheOwnCouponHasNotFailedByTheMark() {
    let queue = CampaignQueue.sample(last: 7, claimed: 7, failedThrough: 7)
    #expect(queue.view(of: .sample(ticket: 7), ownCoupon: coupon).status == .completed(coupon))
    #expect(
      CampaignQueue.sample(last: 7).view(of: .sample(ticket: 7), ownCoupon: coupon).status
        == .waiting(position: 7, estimatedWait: nil), "the batch finds it")
  }

  @Test func theRowOfAnEntryThatEndedSaysHow() {
    let queue = CampaignQueue.sample(last: 9, claimed: 9, failedThrough: 9)
    #expect(queue.view(of: .sample(state: .completed(coupon))).status == .completed(coupon))
    #expect(queue.view(of: .sample(state: .failed(.issueFailed))).status == .failed(.issueFailed))
    #expect(queue.view(of: .sample(state: .setAside(nextAttemptTime: .start))).status == .processing)
  }

  @Test func aLineIsAtRestWhenAllAreServedAndSettled() {
    #expect(!CampaignQueue.sample(last: 5, claimed: 5).isActive)
    #expect(!CampaignQueue.sample(last: 5, claimed: 5, failedThrough: 5, settledThrough: 5).isActive)
    #expect(CampaignQueue.sample(last: 5, claimed: 5, served: 4).isActive)
    #expect(CampaignQueue.sample(last: 5, claimed: 5, failedThrough: 5, settledThrough: 4).isActive)
  }

  // MARK: - Resets

  @Test func anEntryThatFailedIsResetWithReasonAndActor() throws {
    let queue = CampaignQueue.sample(last: 5, claimed: 5)
    let entry = QueueEntry.sample(state: .failed(.issueFailed))
    let reset = try #require(queue.reset(entry, at: .end, reason: "고객 문의", actor: "kim"))
    #expect(reset.entry == entry && reset.time == .end && reset.reason == "고객 문의" && reset.actor == "kim")
  }

  @Test func anEntryThatAMarkFailedGetsTheMarksReasonAndTime() throws {
    let queue = CampaignQueue.sample(last: 5, claimed: 5, failedThrough: 5, mark: .campaignClosed)
    let reset = try #require(queue.reset(.sample(ticket: 5), at: .end, reason: "", actor: ""))
    #expect(reset.entry.state == .failed(.campaignClosed) && reset.entry.updateTime == queue.mark?.time)
  }

  @Test func noOtherEntryIsReset() {
    let queue = CampaignQueue.sample(last: 9, claimed: 7, served: 5, failedThrough: 5)
    let entries: [QueueEntry] = [
      .sample(ticket: 6), .sample(ticket: 8), .sample(state: .completed(coupon)),
      .sample(state: .setAside(nextAttemptTime: .start)),
    ]
    for entry in entries { #expect(queue.reset(entry, at: .end, reason: "", actor: "") == nil) }
    #expect(queue.reset(.sample(ticket: 5), ownCoupon: coupon, at: .end, reason: "", actor: "") == nil)
  }

  @Test(arguments: [
    ("", true), (String(repeating: "가", count: 1_000), true), (String(repeating: "가", count: 1_001), false),
    ("a\nb", false), ("\u{378}", false), ("😀", true),
  ])
  func aReasonHasUpToAThousandCharactersAndNoControls(text: String, isSound: Bool) {
    #expect((TextRule.faultOfReason(text) == nil) == isSound)
  }
}
