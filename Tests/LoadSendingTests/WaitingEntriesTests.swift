import CampaignDomain
import Testing

@testable import LoadSending

struct WaitingEntriesTests {
  private func entry(_ ticket: Int64, id: UInt64? = nil, request: UInt64 = 0, isOld: Bool = false) -> JoinedEntry {
    JoinedEntry(
      request: request, requestID: RequestID(high: 1, low: id ?? UInt64(ticket)), ticket: ticket, isOld: isOld)
  }

  private func tickets(_ groups: [ArraySlice<JoinedEntry>]) -> [[Int64]] { groups.map { $0.map(\.ticket) } }

  @Test func entriesOfAnyOrderStandInTheOrderOfTheirTickets() {
    var waiting = WaitingEntries()
    #expect(waiting.isEmpty && waiting.last == nil)
    waiting.add([5, 3].map { entry($0) })
    waiting.add([4, 1, 9].map { entry($0) })
    waiting.add([])
    #expect(waiting.last?.ticket == 9)
    #expect(tickets(waiting.groups(upTo: 4)) == [[1], [3], [4]])
    #expect(waiting.takeAll().map(\.ticket) == [1, 3, 4, 5, 9] && waiting.isEmpty)
  }

  @Test func requestsThatWereShownOneEntryAreOneGroupTheNewOnesFirst() {
    var waiting = WaitingEntries()
    waiting.add([entry(2, request: 1, isOld: true), entry(2, request: 7), entry(2, id: 99, request: 3), entry(1)])
    let groups = waiting.groups(upTo: 2)
    #expect(groups.map { $0.map(\.request) } == [[0], [7, 1], [3]])
  }

  @Test func thoseThatEndedAreGoneAndTheOthersStay() {
    var waiting = WaitingEntries()
    waiting.add((1...10).map { entry($0) })
    waiting.remove(Set([1, 2, 4].map { RequestID(high: 1, low: $0) }), upTo: 4)
    #expect(tickets(waiting.groups(upTo: 5)) == [[3], [5]])
    // One that came late with a ticket that was passed long ago.
    waiting.add([entry(2, id: 22)])
    waiting.remove(Set((5...9).map { RequestID(high: 1, low: $0) }), upTo: 9)
    #expect(waiting.takeAll().map(\.ticket) == [2, 3, 10])
  }
}
