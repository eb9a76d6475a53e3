import Testing

@testable import RPCServer

@Suite struct PageBudgetTests {
  private let ann = PageAccount(number: 1)
  private let ben = PageAccount(number: 2)
  private let eve = PageAccount(number: 3)

  private func budget(all: Int = 100, each: Int = 40) -> PageBudget<String> {
    PageBudget(maximumBytes: all, maximumBytesPerAccount: each)
  }

  private func token(_ number: Int) -> CallToken { CallToken(slot: number, generation: UInt64(number)) }

  /// Takes room or waits for it; true: taken.
  private func ask(
    _ byteCount: Int, _ account: PageAccount, _ name: String, of budget: inout PageBudget<String>
  ) -> Bool {
    if budget.take(byteCount, for: account) { return true }
    let number = Int(name.utf8.reduce(0) { $0 * 256 + Int($1) })
    budget.wait(.init(token: token(number), byteCount: byteCount, waiting: name), for: account)
    return false
  }

  /// The pages that get room now.
  private func grants(of budget: inout PageBudget<String>) -> [String] {
    var names: [String] = []
    while let grant = budget.nextGrant() { names.append(grant.entry.waiting) }
    return names
  }

  @Test func aPageThatFitsTakesRoomAtOnce() {
    var budget = budget()
    #expect(ask(40, ann, "a1", of: &budget))
    #expect(ask(40, ben, "b1", of: &budget))
    #expect(budget.usedBytes == 80)
    #expect(grants(of: &budget).isEmpty)
  }

  @Test func pagesOfOneConnectionWaitForItsShareInOrder() {
    var budget = budget()
    #expect(ask(30, ann, "a1", of: &budget))
    #expect(!ask(30, ann, "a2", of: &budget))
    // It would fit, but others of its connection came before.
    #expect(!ask(10, ann, "a3", of: &budget))
    #expect(grants(of: &budget).isEmpty)
    budget.resize(from: 30, to: 0, for: ann)
    #expect(grants(of: &budget) == ["a2", "a3"])
    #expect(budget.waitingCount == 0)
  }

  @Test func whoWaitsForTheirOwnShareHoldsUpNobodyElse() {
    var budget = budget()
    #expect(ask(40, ann, "a1", of: &budget))
    #expect(!ask(40, ann, "a2", of: &budget))
    #expect(ask(40, ben, "b1", of: &budget))
    #expect(budget.usedBytes == 80)
  }

  @Test func connectionsTakeTurnsHoweverManyPagesTheyWaitFor() {
    var budget = budget(all: 40, each: 40)
    #expect(ask(40, eve, "e1", of: &budget))
    for name in ["a1", "a2", "a3"] { #expect(!ask(10, ann, name, of: &budget)) }
    #expect(!ask(10, ben, "b1", of: &budget))
    #expect(grants(of: &budget).isEmpty)
    budget.resize(from: 40, to: 0, for: eve)
    #expect(grants(of: &budget) == ["a1", "b1", "a2", "a3"])
  }

  @Test func aLargePageIsNotPassedBySmallOnesForEver() {
    var budget = budget(all: 60, each: 40)
    #expect(ask(40, ann, "a1", of: &budget))
    #expect(!ask(40, ben, "b1", of: &budget))
    #expect(!ask(5, eve, "e1", of: &budget))
    #expect(grants(of: &budget).isEmpty)
    budget.resize(from: 40, to: 30, for: ann)
    #expect(grants(of: &budget).isEmpty)
    budget.resize(from: 30, to: 20, for: ann)
    #expect(grants(of: &budget) == ["b1"])
    budget.resize(from: 20, to: 0, for: ann)
    #expect(grants(of: &budget) == ["e1"])
  }

  @Test func aPageLargerThanAllRoomBeginsAlone() {
    var budget = budget(all: 10, each: 5)
    #expect(ask(20, ann, "a1", of: &budget))
    #expect(!ask(20, ben, "b1", of: &budget))
    #expect(!ask(1, ann, "a2", of: &budget))
    budget.resize(from: 20, to: 0, for: ann)
    #expect(grants(of: &budget) == ["b1"])
    budget.resize(from: 20, to: 0, for: ben)
    #expect(grants(of: &budget) == ["a2"])
  }

  @Test func roomThatAPageTurnsOutNotToNeedGoesToTheNext() {
    var budget = budget()
    #expect(ask(40, ann, "a1", of: &budget))
    #expect(!ask(20, ann, "a2", of: &budget))
    budget.resize(from: 40, to: 20, for: ann)
    #expect(grants(of: &budget) == ["a2"])
    #expect(budget.usedBytes == 40)
  }

  @Test func whatIsCancelledGetsNoRoomAndHoldsUpNobody() {
    var budget = budget(all: 40, each: 40)
    #expect(ask(40, ann, "a1", of: &budget))
    #expect(!ask(40, ben, "b1", of: &budget))
    #expect(!ask(30, ben, "b2", of: &budget))
    #expect(!ask(10, eve, "e1", of: &budget))
    let b1 = CallToken(slot: 0x6231, generation: 0x6231)
    #expect(budget.cancel([b1, token(1)], of: ben).map(\.waiting) == ["b1"])
    #expect(budget.cancel([b1], of: ben).isEmpty)
    budget.resize(from: 40, to: 0, for: ann)
    #expect(grants(of: &budget) == ["b2", "e1"])
  }

  @Test func allPagesOfAConnectionThatIsGoneAreCancelled() {
    var budget = budget(all: 40, each: 40)
    #expect(ask(40, ann, "a1", of: &budget))
    #expect(!ask(10, ben, "b1", of: &budget))
    #expect(!ask(10, ben, "b2", of: &budget))
    #expect(!ask(10, eve, "e1", of: &budget))
    #expect(budget.cancel(nil, of: ben).map(\.waiting) == ["b1", "b2"])
    budget.resize(from: 40, to: 0, for: ann)
    #expect(grants(of: &budget) == ["e1"])
  }

  @Test func otherAnswersLeavePagesLessRoomAndNeverWait() {
    var budget = budget()
    budget.count(otherBytes: 35, for: ann)
    #expect(budget.usedBytes == 35)
    #expect(!ask(10, ann, "a1", of: &budget))
    #expect(ask(40, ben, "b1", of: &budget))
    // More than there is room for: pages wait, the answers don't.
    budget.count(otherBytes: 200, for: ann)
    #expect(!ask(10, eve, "e1", of: &budget))
    #expect(grants(of: &budget).isEmpty)
    budget.count(otherBytes: 0, for: ann)
    #expect(grants(of: &budget) == ["e1", "a1"])
  }

  /// In any order of events no more room is given than there is, and at the end nobody waits and none is missing.
  @Test(arguments: 0..<20) func nothingIsLostAndNobodyIsForgotten(seed: UInt64) {
    var generator = SplitMix(state: seed)
    var budget = budget(all: 100, each: 40)
    var held: [(account: PageAccount, byteCount: Int)] = []
    var waiting: [CallToken: PageAccount] = [:]
    var next = 0
    func gather() {
      while let grant = budget.nextGrant() {
        #expect(waiting.removeValue(forKey: grant.entry.token) == grant.account)
        held.append((grant.account, grant.entry.byteCount))
        #expect(budget.usedBytes <= 100)
      }
    }
    for _ in 0..<2_000 {
      let account = PageAccount(number: .random(in: 0..<6, using: &generator))
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<5:
        next += 1
        let byteCount = Int.random(in: 1...40, using: &generator)
        if budget.take(byteCount, for: account) {
          held.append((account, byteCount))
        } else {
          waiting[token(next)] = account
          budget.wait(.init(token: token(next), byteCount: byteCount, waiting: ""), for: account)
        }
      case 5..<8:
        guard let index = held.indices.randomElement(using: &generator) else { break }
        let size = Int.random(in: 0...held[index].byteCount, using: &generator)
        budget.resize(from: held[index].byteCount, to: size, for: held[index].account)
        held[index].byteCount = size
        if size == 0 { held.remove(at: index) }
      case 8:
        guard let token = waiting.keys.min(by: { $0.slot < $1.slot }), let owner = waiting[token] else { break }
        #expect(budget.cancel([token], of: owner).map(\.token) == [token])
        waiting[token] = nil
      default:
        for entry in budget.cancel(nil, of: account) { waiting[entry.token] = nil }
      }
      gather()
      #expect(budget.usedBytes == held.reduce(0) { $0 + $1.byteCount })
      #expect(budget.waitingCount == waiting.count)
    }
    while let last = held.popLast() {
      budget.resize(from: last.byteCount, to: 0, for: last.account)
      gather()
    }
    #expect(waiting.isEmpty)
    #expect(budget.usedBytes == 0)
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
