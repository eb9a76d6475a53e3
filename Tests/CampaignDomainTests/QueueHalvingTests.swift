import CampaignDomain
import Testing

/// The order in which the parts of a claim are tried where entries err.
@Suite struct QueueHalvingTests {
  /// Tries all of a claim of `count` tickets while entries of `poison` err. Returns the tickets of the parts that were
  /// saved, and those that were set aside with each.
  private func run(
    count: Int64, retries: [Int64] = [], poison: Set<Int64>
  ) throws -> (saved: [[Int64]], erring: [Int64], tryCount: Int, batchError: String?) {
    var test = QueueCase(.sample(lastTicket: count, setAside: 100))
    test.rules.size = max(count, 1)
    let claim = try test.take(retries: retries.map { .sample($0, attempts: 1) })
    var halving = QueueHalving(of: claim, entries: count > 0 ? .sample(1...count) : [])
    var (saved, erring, tryCount) = ([[Int64]](), [Int64](), 0)
    while let part = halving.next {
      tryCount += 1
      if part.entries.contains(where: { poison.contains($0.ticket) }) {
        halving.failed(with: "poison")
      } else {
        saved.append(part.entries.map(\.ticket))
        erring += part.erring.map(\.entry.ticket)
        halving.succeeded(isDone: part.isLast)
      }
    }
    return (saved, erring, tryCount, halving.batchError)
  }

  @Test func aClaimWithoutErrorsIsOnePart() throws {
    let result = try run(count: 100, poison: [])
    #expect(result.saved == [Array(1...100)] && result.tryCount == 1)
  }

  @Test func lowerTicketsComeFirstAndOnlyWhoErrsIsSetAside() throws {
    let result = try run(count: 100, poison: [37, 70])
    #expect(result.saved.flatMap(\.self) == (1...100).filter { ![37, 70].contains($0) })
    #expect(result.erring == [37, 70] && result.batchError == nil)
    #expect(result.tryCount < 32)
  }

  @Test func theLastOneThatErrsIsSetAsideByAPartOfItsOwn() throws {
    let result = try run(count: 4, poison: [4])
    #expect(result.saved == [[1, 2], [3], []] && result.erring == [4])
    #expect(try run(count: 1, poison: [1]).saved == [[]])
  }

  @Test func whatWasSetAsideGoesAheadAndAlone() throws {
    let result = try run(count: 3, retries: [90, 91], poison: [91])
    #expect(result.saved == [[90], [1, 2, 3]] && result.erring == [91])
    #expect(try run(count: 0, retries: [90], poison: [90]).saved == [[]])
  }

  @Test func manyOfWhomNoneCanBeServedAreTheBatchsError() throws {
    let all = try run(count: 10, poison: Set(1...10))
    #expect(all.batchError == "poison" && all.saved.isEmpty)
    #expect(try run(count: 9, poison: Set(1...9)).erring.count == 9)
    let butOne = try run(count: 100, poison: Set(1...99))
    #expect(butOne.batchError == nil && butOne.erring.count == 99)
  }

  @Test func retriesThatErrSayNothingAboutTheBatch() throws {
    let result = try run(count: 4, retries: Array(90...97), poison: Set(1...4).union(90...97))
    #expect(result.batchError == nil && result.erring.count == 12)
  }

  @Test func aPartThatSetsAsideAndErrsIsTheBatchsError() throws {
    var test = QueueCase(.sample(lastTicket: 1))
    var halving = QueueHalving(of: try test.take(), entries: .sample(1...1))
    halving.failed(with: "coupon")
    #expect(halving.next?.entries.isEmpty == true)
    halving.failed(with: "entry")
    #expect(halving.next == nil && halving.batchError == "entry")
  }

  @Test func theErrorOfThoseThatAreNotSavedYetIsKnown() throws {
    var test = QueueCase(.sample(lastTicket: 10))
    let claim = try test.take()
    var few = QueueHalving(of: claim, entries: .sample(1...1))
    #expect(few.unsavedError == nil)
    few.failed(with: "coupon")
    #expect(few.unsavedError?.text == "coupon" && few.unsavedError?.isBatchError == false)
    few.succeeded(isDone: true)
    #expect(few.unsavedError == nil)
    var many = QueueHalving(of: claim, entries: .sample(1...64))
    while many.unsavedError?.isBatchError != true, many.next != nil { many.failed(with: "poison") }
    #expect(many.unsavedError?.text == "poison" && many.batchError == nil)
  }

  @Test func aLongErrorIsCutBeforeItIsKept() throws {
    var test = QueueCase(.sample(lastTicket: 1))
    var halving = QueueHalving(of: try test.take(), entries: .sample(1...1))
    halving.failed(with: String(repeating: "오", count: 1_000))
    let error = try #require(halving.next?.erring.first?.error)
    #expect(error == String(repeating: "오", count: QueueEntry.maximumErrorBytes / 3))
  }
}
