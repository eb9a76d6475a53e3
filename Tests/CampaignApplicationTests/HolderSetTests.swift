import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct HolderSetTests {
  private static func user(_ number: Int) -> UserID { UserID(alreadyChecked: "user-\(number)") }
  private static func key(_ number: Int) -> IdempotencyKey { IdempotencyKey(alreadyChecked: "user-\(number)") }

  @Test(arguments: [0, 1, HolderSet.many - 1, HolderSet.many, HolderSet.many + 1, 100_000])
  func whoWasInsertedIsNeverAStranger(count: Int) {
    var set = HolderSet()
    for number in 0..<count { set.insert(Self.user(number)) }
    // Hashes have 44 bits with a random seed: in one of thousands of runs two users collide.
    let kept = set.count
    #expect((count - 2...count).contains(kept))
    #expect((0..<count).allSatisfy { set.mayContain(user: Self.user($0).digest) })
    #expect((count..<count + 10_000).count { set.mayContain(user: Self.user($0).digest) } <= 2)
    #expect((0..<count).count { set.mayContain(key: Self.key($0).digest) } <= 2, "a key is no user")
    for number in 0..<count { set.insert(Self.user(number)) }
    #expect(set.count == kept, "who is inserted twice counts once")
  }

  @Test func aCopyDoesNotSeeWhatIsInsertedLater() {
    var set = HolderSet()
    for number in 0...HolderSet.many { set.insert(Self.key(number)) }
    let copy = set
    set.insert(Self.key(-1))
    #expect(set.mayContain(key: Self.key(-1).digest))
    #expect(!copy.mayContain(key: Self.key(-1).digest))
  }

  @Test func everyFingerprintFindsAPlace() {
    var table = FingerprintTable()
    // All fingerprints hash to one slot; among them are the one that marks a free slot and its neighbours.
    let fingerprints = (0..<1_000).map { UInt32($0) << 16 } + [1, .max]
    #expect(!fingerprints.contains(where: table.contains))
    let areNew = fingerprints.map { table.insert($0) }
    #expect(areNew.firstIndex(of: false) == 1_000, "0 stands where 1 does: one “maybe” too many costs a look")
    #expect(areNew.count { $0 } == 1_001)
    let isNew = table.insert(.max)
    #expect(!isNew)
    #expect(fingerprints.allSatisfy(table.contains))
    #expect(!table.contains(2) && !table.contains(1 << 15))
  }
}
