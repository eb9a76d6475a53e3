import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct CampaignLookupTests {
  private func id(_ number: Int64) -> CampaignID { CampaignID(rawValue: number) }

  @Test func oneStatementLooksUpAllWhoCameMeanwhileEachIDOnce() {
    var lookup = CampaignLookup<String>(capacity: 10)
    let actions = [("a", 1), ("b", 2), ("c", 1)].map { lookup.enter($0, for: id($1)) }
    #expect(actions == [.requestLookup, .wait, .wait])
    let ids = lookup.begin()
    #expect(ids.sorted() == [id(1), id(2)] && lookup.state == .asking)
    let late = lookup.enter("d", for: id(3))
    #expect(late == .wait, "it goes with the next")
    let answer = lookup.end(existing: [id(1)])
    #expect(answer.found.map(\.waiting) == ["a", "c"])
    #expect(answer.missing.map(\.waiting) == ["b"])
    #expect(answer.isRequested && lookup.state == .requested)
    let (next, last) = (lookup.begin(), lookup.end(existing: []))
    #expect(next == [id(3)] && !last.isRequested && lookup.state == .idle)
  }

  @Test func whoCameForTheSameCampaignWhileItWasLookedUpGoesAlongBehind() {
    var lookup = CampaignLookup<String>(capacity: 10)
    _ = lookup.enter("a", for: id(1))
    _ = lookup.begin()
    _ = lookup.enter("b", for: id(2))
    _ = lookup.enter("c", for: id(1))
    #expect(lookup.isAwaited(id(1)) && lookup.isAwaited(id(2)) && !lookup.isAwaited(id(3)))
    let answer = lookup.end(existing: [id(1)])
    #expect(answer.found.map(\.waiting) == ["a", "c"])
    #expect(!lookup.isAwaited(id(1)) && lookup.isAwaited(id(2)))
    let next = lookup.begin()
    #expect(next == [id(2)])
  }

  @Test func thoseWhoWaitForTheNextStatementAreBounded() {
    var lookup = CampaignLookup<Int>(capacity: 2)
    let first = (1...3).map { lookup.enter($0, for: id(1)) }
    #expect(first == [.requestLookup, .wait, .refuse])
    _ = lookup.begin()
    let second = (4...6).map { lookup.enter($0, for: id(2)) }
    #expect(second == [.wait, .wait, .refuse])
    let (dropped, third) = (lookup.dropFront { $0 == 4 }, lookup.enter(7, for: id(2)))
    #expect(dropped == [4] && third == .wait)
    let missing = lookup.end(existing: []).missing
    #expect(missing.map(\.waiting) == [1, 2])
    _ = lookup.begin()
    let found = lookup.end(existing: [id(2)]).found
    #expect(found.map(\.waiting) == [5, 7])
  }

  @Test func withoutAnAnswerAllHearOfItAndTheNextBeginsAnew() {
    var lookup = CampaignLookup<Int>(capacity: 10)
    _ = lookup.enter(1, for: id(1))
    _ = lookup.begin()
    _ = lookup.enter(2, for: id(2))
    let failed = lookup.fail()
    #expect(failed == [1, 2] && !lookup.isAwaited(id(1)) && !lookup.isAwaited(id(2)))
    let action = lookup.enter(3, for: id(1))
    #expect(action == .requestLookup)
  }
}
