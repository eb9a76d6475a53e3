import Testing

@testable import LoadGenerator

struct UserNamingTests {
  @Test func eachRequestHasAUserOfItsOwn() {
    var generator = SystemRandomNumberGenerator()
    let naming = UserNaming(eachRequestOfRun: &generator)
    let names = (0..<1_000).map { naming.name(ofRequest: $0) }
    #expect(Set(names).count == 1_000)
    #expect(names.allSatisfy { naming.isOwn($0) && $0.utf8.count <= 15 })
    #expect(!naming.isOwn("user-1"))
  }

  @Test func namedUsersAskInTurnAndBelongToNobody() {
    let naming = UserNaming(users: 3)
    #expect((0..<5).map { naming.name(ofRequest: $0) } == ["user-1", "user-2", "user-3", "user-1", "user-2"])
    #expect(!naming.isUnique && !naming.isOwn("user-1"))
  }
}
