import Testing

@testable import RPCServer

@Suite struct CallSlotsTests {
  @Test func slotsAreUsedAgainUnderNewTokens() {
    var slots = CallSlots<String>()
    let first = slots.take(streamID: 1)
    slots.keep("first", for: first)
    #expect(slots.release(first)?.value == "first")
    let second = slots.take(streamID: 3)
    #expect(second.slot == first.slot)
    #expect(slots.value(for: first) == nil)
    #expect(slots.release(first) == nil)
    #expect(slots.release(second)?.streamID == 3)
    #expect(slots.count == 0)
  }

  @Test func anUnknownTokenIsNotThere() {
    var slots = CallSlots<String>()
    #expect(slots.release(CallToken(slot: 5, generation: 0)) == nil)
    slots.keep("nothing", for: CallToken(slot: -1, generation: 0))
    #expect(slots.count == 0)
  }

  @Test func anAnsweredCallKeepsItsSlotButNotItsStream() {
    var slots = CallSlots<String>()
    let token = slots.take(streamID: 1)
    slots.keep("call", for: token)
    slots.markAnswered { _, _ in true }
    #expect(!slots.holds(streamID: 1))
    #expect(slots.count == 1)
    let released = slots.release(token)
    #expect(released?.streamID == nil)
    #expect(released?.value == "call")
  }
}
