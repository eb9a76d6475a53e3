@testable import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// The memory of what is durable is bounded, and forgets what was asked for longest ago.
struct CoveredRowsTests {
  private static func row(_ id: Int64) -> HeldRow { .campaign(.sample(id: CampaignID(rawValue: id))) }

  @Test func aRowThatIsAskedForOutlivesOthers() {
    var rows = CoveredRows(capacity: 8)
    rows.insert(Self.row(1))
    for id in Int64(2)...100 {
      rows.insert(Self.row(id))
      let isKnown = rows.contains([Self.row(1)])
      #expect(isKnown)
      #expect(rows.count <= 8)
    }
    let isForgotten = !rows.contains([Self.row(2)])
    #expect(isForgotten)
  }

  @Test func noneIsNothingThatIsKnown() {
    var rows = CoveredRows()
    rows.insert(Self.row(1))
    let (none, both) = (rows.contains([]), rows.contains([Self.row(1), Self.row(2)]))
    #expect(!none && !both)
  }
}
