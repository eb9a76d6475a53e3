import Testing

@testable import LoadSending

struct UserNamingTests {
  private func names(_ kind: UserPopulation.Kind, seed: UInt64, count: UInt64) -> [String] {
    let naming = UserNaming(UserPopulation(kind, seed: seed), drawn: 0)
    return (0..<count).map { naming.name(ofRequest: $0) }
  }

  @Test func eachRequestHasAUserOfItsOwn() {
    let naming = UserNaming(UserPopulation(), drawn: 7)
    let names = (0..<1_000).map { naming.name(ofRequest: $0) }
    #expect(Set(names).count == 1_000)
    #expect(names.allSatisfy { naming.isOwn($0) && $0.utf8.count <= 15 })
    #expect(naming.isUnique && !naming.isOwn("user-1"))
    let other = UserNaming(UserPopulation(), drawn: 8)
    #expect(!other.isOwn(names[0]) && other.name(ofRequest: 0) != names[0])
  }

  @Test func namedUsersAskInTurnAndBelongToNobody() {
    let naming = UserNaming(UserPopulation(.repeated(3)), drawn: 7)
    #expect((0..<5).map { naming.name(ofRequest: $0) } == ["user-1", "user-2", "user-3", "user-1", "user-2"])
    #expect(!naming.isUnique && !naming.isOwn("user-1"))
  }

  /// A run with the same seed may have been before: then its users are not this run's alone.
  @Test func usersOfAGivenSeedBelongToNobody() {
    let naming = UserNaming(UserPopulation(.unique, seed: 7), drawn: 9)
    #expect(!naming.isUnique && !naming.isOwn(naming.name(ofRequest: 0)))
  }

  @Test(arguments: [UserPopulation.Kind.unique, .repeated(10), .random(1_000), .hot(1_000)])
  func theSameSeedGivesTheSameUsers(kind: UserPopulation.Kind) {
    #expect(names(kind, seed: 42, count: 500) == names(kind, seed: 42, count: 500))
    if case .repeated = kind { return }
    #expect(names(kind, seed: 42, count: 500) != names(kind, seed: 43, count: 500))
  }

  @Test func randomUsersAskAboutEquallyOften() {
    let counts = Dictionary(names(.random(10), seed: 1, count: 10_000).map { ($0, 1) }, uniquingKeysWith: +)
    #expect(Set(counts.keys) == Set((1...10).map { "user-\($0)" }))
    #expect(counts.values.allSatisfy { (800...1_200).contains($0) })
  }

  @Test func aFewHotUsersAskMostOfTheTime() throws {
    let counts = Dictionary(names(.hot(10_000), seed: 1, count: 100_000).map { ($0, 1) }, uniquingKeysWith: +)
    let sorted = counts.values.sorted(by: >)
    // One user in a hundred asks every second time, and the first of all once in thirteen.
    #expect((48_000...52_000).contains(sorted.prefix(100).reduce(0, +)))
    #expect((7_000...8_000).contains(try #require(counts["user-1"])))
    #expect(counts.count > 5_000 && !counts.keys.contains("user-0") && !counts.keys.contains("user-10001"))
    #expect(Set(names(.hot(1), seed: 3, count: 100)) == ["user-1"])
  }

  @Test func aNameIsKnownAgain() {
    let naming = UserNaming(UserPopulation(.random(5_000_000), seed: 3), drawn: 0)
    for request in 0..<1_000 as Range<UInt64> {
      #expect(naming.isName(naming.name(ofRequest: request), ofRequest: request))
    }
    #expect(!naming.isName("user-", ofRequest: 0) && !naming.isName("", ofRequest: 0))
    #expect(!naming.isName(naming.name(ofRequest: 0) + "1", ofRequest: 0))
  }

  @Test func theLongestNameHasRoom() {
    let naming = UserNaming(UserPopulation(.unique, seed: .max), drawn: 0)
    let name = naming.name(ofRequest: .max - 1)
    #expect(name.hasSuffix("-18446744073709551615") && name.utf8.count <= UserNaming.maximumBytes)
  }
}
