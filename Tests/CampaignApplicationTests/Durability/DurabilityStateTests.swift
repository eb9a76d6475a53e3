import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// A gate lets go only what a marker of the same connection covers.
struct DurabilityStateTests {
  /// A state whose transitions can be asked for in expectations.
  private final class Machine {
    private var state = DurabilityState<Int>()

    init() { state.connected() }

    var epoch: UInt64? { state.epoch }
    var isClosed: Bool { state.isClosed }
    var lossCount: UInt64 { state.lossCount }

    func connected() { state.connected() }
    func enter(_ waiting: Int, epoch: UInt64?, rows: [HeldRow]) -> DurabilityState<Int>.Entry {
      state.enter(waiting, epoch: epoch, rows: rows)
    }
    func cover(_ rows: [HeldRow], epoch: UInt64?) { state.cover(rows, epoch: epoch) }
    func beginMarker() -> Bool { state.beginMarker() }
    func markerReturned() -> [Int] { state.markerReturned() }
    func markerFailed() { state.markerFailed() }
    func markerIsLate() -> [Int] { state.markerIsLate() }
    func lost() -> [Int] { state.lost() }
  }

  private let row = HeldRow.campaign(.sample())

  @Test func aMarkerCoversOnlyWhatCameBeforeItWasSent() {
    let state = Machine()
    #expect(state.enter(1, epoch: 1, rows: []) == .asksForMarker)
    #expect(state.enter(2, epoch: 1, rows: []) == .waits)
    #expect(state.beginMarker())
    #expect(state.enter(3, epoch: 1, rows: []) == .waits)
    #expect(state.markerReturned() == [1, 2])
    #expect(state.beginMarker())
    #expect(state.markerReturned() == [3])
    #expect(!state.beginMarker())
  }

  @Test func markersAreUnderWayOneAtATime() {
    let state = Machine()
    _ = state.enter(1, epoch: 1, rows: [])
    #expect(state.beginMarker())
    _ = state.enter(2, epoch: 1, rows: [])
    #expect(!state.beginMarker())
  }

  @Test func anotherEpochIsGivenUp() {
    let state = Machine()
    #expect(state.enter(1, epoch: nil, rows: []) == .givenUp)
    #expect(state.enter(1, epoch: 0, rows: []) == .givenUp)
    #expect(state.lost().isEmpty)
    state.connected()
    #expect(state.epoch == 2)
    #expect(state.enter(1, epoch: 1, rows: []) == .givenUp)
    #expect(state.enter(1, epoch: 2, rows: []) == .asksForMarker)
  }

  @Test func aLostConnectionGivesUpAllWhoWaitAndAllThatWasCovered() {
    let state = Machine()
    _ = state.enter(1, epoch: 1, rows: [row])
    _ = state.beginMarker()
    _ = state.markerReturned()
    #expect(state.enter(2, epoch: 1, rows: [row]) == .lifted)
    _ = state.enter(3, epoch: 1, rows: [])
    _ = state.beginMarker()
    _ = state.enter(4, epoch: 1, rows: [])
    let losses = state.lossCount
    #expect(state.lost() == [3, 4])
    #expect(state.lossCount > losses)
    #expect(state.epoch == nil)
    state.connected()
    #expect(state.enter(5, epoch: 2, rows: [row]) == .asksForMarker)
  }

  @Test func anEqualRowNeedsNoMarkerAndAnotherDoes() {
    let state = Machine()
    state.cover([row], epoch: 1)
    #expect(state.enter(1, epoch: 1, rows: [row]) == .lifted)
    let other = HeldRow.campaign(Campaign.sample().saved(as: RowStamp(history: 7, save: 7)))
    #expect(state.enter(2, epoch: 1, rows: [other]) == .asksForMarker)
    #expect(state.enter(3, epoch: 1, rows: [row, other]) == .waits)
    #expect(state.enter(4, epoch: 1, rows: []) == .waits)
  }

  @Test func rowsOfAnEarlierEpochAreNotCovered() {
    let state = Machine()
    state.cover([row], epoch: 0)
    state.cover([row], epoch: nil)
    #expect(state.enter(1, epoch: 1, rows: [row]) == .asksForMarker)
  }

  @Test func aLateMarkerGivesUpAllAndClosesUntilItIsBack() {
    let state = Machine()
    _ = state.enter(1, epoch: 1, rows: [])
    _ = state.beginMarker()
    _ = state.enter(2, epoch: 1, rows: [])
    #expect(state.markerIsLate() == [1, 2])
    #expect(state.isClosed)
    let losses = state.lossCount
    #expect(state.enter(3, epoch: 1, rows: []) == .givenUp)
    #expect(state.lossCount > losses)
    #expect(!state.beginMarker())
    #expect(state.markerReturned().isEmpty)
    #expect(!state.isClosed)
    #expect(state.enter(4, epoch: 1, rows: []) == .asksForMarker)
  }

  @Test func aLateMarkerThatSaidNothingIsSentAgainThoughNobodyWaits() {
    let state = Machine()
    _ = state.enter(1, epoch: 1, rows: [])
    _ = state.beginMarker()
    #expect(state.markerIsLate() == [1])
    state.markerFailed()
    #expect(state.isClosed && state.beginMarker())
    #expect(state.markerReturned().isEmpty)
    #expect(!state.isClosed && !state.beginMarker())
  }

  @Test func theNextConnectionAfterALateMarkerOpensTheGateWithItsFirstMarker() {
    let state = Machine()
    _ = state.enter(1, epoch: 1, rows: [])
    _ = state.beginMarker()
    _ = state.markerIsLate()
    _ = state.lost()
    #expect(!state.isClosed, "without a connection nobody is held")
    state.connected()
    #expect(state.isClosed && state.beginMarker())
    _ = state.markerReturned()
    #expect(!state.isClosed)
    _ = state.lost()
    state.connected()
    #expect(!state.isClosed && !state.beginMarker())
  }

  @Test func thoseOfAMarkerThatSaidNothingGoWithTheNext() {
    let state = Machine()
    _ = state.enter(1, epoch: 1, rows: [])
    _ = state.beginMarker()
    _ = state.enter(2, epoch: 1, rows: [])
    state.markerFailed()
    #expect(state.beginMarker())
    #expect(state.markerReturned() == [1, 2])
  }
}
