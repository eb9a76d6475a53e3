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
    slots.markAnswered { _, _, _ in true }
    #expect(!slots.holds(streamID: 1))
    #expect(slots.count == 1)
    let released = slots.release(token)
    #expect(released?.streamID == nil)
    #expect(released?.value == "call")
  }

  @Test func whatABurstTookIsGivenBackWhenNoCallIsLeft() {
    var slots = CallSlots<String>()
    let tokens = (0..<4_090).map { slots.take(streamID: UInt32(2 * $0 + 1)) }
    for token in tokens.dropLast() { #expect(slots.release(token) != nil) }
    #expect(slots.shrink() == 0)
    #expect(slots.capacity >= 4_090)
    #expect(slots.release(tokens[4_089])?.streamID == 8_179)
    #expect(slots.shrink() > 4_090 * MemoryLayout<String>.stride)
    #expect(slots.capacity == 0)
    #expect(slots.shrink() == 0)
    // A completion that is very late names none of the calls that came after.
    let later = (0..<4_090).map { slots.take(streamID: UInt32(2 * $0 + 1)) }
    #expect(Set(later).isDisjoint(with: tokens))
    for token in tokens { #expect(slots.release(token) == nil) }
    #expect(slots.count == 4_090)
  }

  @Test func whatAFewCallsNeedIsKept() {
    var slots = CallSlots<String>()
    let tokens = (0..<CallSlots<String>.keptCount).map { slots.take(streamID: UInt32(2 * $0 + 1)) }
    for token in tokens { _ = slots.release(token) }
    #expect(slots.shrink() == 0)
    #expect(slots.capacity >= CallSlots<String>.keptCount)
  }
}
