import CrashChecking
import Testing

@Suite struct LineCheckTests {
  private func told(ticket: Int64? = 3, end: EntryEnd? = nil, coupon: ToldCoupon? = nil) -> Told {
    .entry(ToldEntry(request: "r", campaign: 1, user: "minji", ticket: ticket, end: end, coupon: coupon))
  }

  private func stored(ticket: Int64 = 3, user: String = "minji", end: EntryEnd? = nil) -> [String: StoredEntry] {
    ["r": StoredEntry(campaign: 1, user: user, ticket: ticket, end: end)]
  }

  @Test func aJoinThatIsGoneIsFound() {
    #expect(History.of(told(), entries: stored()).broken.isEmpty)
    #expect(History.of(told(ticket: nil), entries: stored()).broken.isEmpty)
    #expect(History.of(told()).broken == [.toldEntryIsStored])
    #expect(History.of(told(), entries: stored(ticket: 4)).broken == [.toldEntryIsStored])
    #expect(History.of(told(), entries: stored(user: "jun")).broken == [.toldEntryIsStored])
  }

  @Test func aTicketThatWasToldTwiceIsFound() {
    let other = Told.entry(ToldEntry(request: "lost", campaign: 1, user: "jun", ticket: 3))
    #expect(History.of(other, told(), entries: stored()).broken.contains(.nothingIsToldTwice))
  }

  @Test func anEndThatWasTakenBackIsFound() {
    let completed = EntryEnd.completed(sequence: 1)
    let failed = EntryEnd.failed(reason: "SOLD_OUT")
    for end in [completed, failed] {
      #expect(History.of(told(end: end), entries: stored()).broken == [.toldEndStays])
      #expect(History.of(told(end: end), entries: stored(end: end)).broken.isEmpty)
      #expect(History.of(told(), entries: stored(end: end)).broken.isEmpty)
    }
    #expect(History.of(told(end: completed), entries: stored(end: failed)).broken == [.toldEndStays])
    #expect(
      History.of(told(end: completed), entries: stored(end: .completed(sequence: 2))).broken == [.toldEndStays])
  }

  @Test func aCouponThatALineToldOfAndIsGoneIsFound() {
    let done = told(end: .completed(sequence: 1), coupon: .number(1))
    let entries = stored(end: .completed(sequence: 1))
    #expect(History.of(done, stored: [.number(1)], entries: entries).broken.isEmpty)
    #expect(History.of(done, entries: entries).broken == [.toldCouponIsStored])
  }
}
