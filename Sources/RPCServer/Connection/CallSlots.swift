import CampaignApplication
import CampaignService

/// The calls of a connection, each in a slot that it keeps until its work ends. Stream ids are held until the answer.
struct CallSlots<Value> {
  private struct Slot {
    /// A number that no other call of the connection has.
    var generation: UInt64
    var streamID: UInt32?
    var isTaken: Bool
    var value: Value?
  }

  /// The number of slots that are kept when none is taken.
  static var keptCount: Int { 64 }

  private var slots: [Slot] = []
  private var freeSlots: [Int] = []
  private var slotOfStream: [UInt32: Int] = [:]
  /// The generation of the last call. It never starts anew, also where the slots do: a completion that comes twice, or
  /// very late, names no later call.
  private var lastGeneration: UInt64 = 0

  /// The number of taken slots: of calls that still wait for an answer, and of calls whose work goes on without one.
  @inline(__always)
  var count: Int { slots.count - freeSlots.count }

  /// The number of calls that wait for their answer.
  @inline(__always)
  var waitingCount: Int { slotOfStream.count }

  /// The number of calls that there is memory for.
  var capacity: Int { slots.capacity }

  /// True while a call of this stream waits for its answer.
  func holds(streamID: UInt32) -> Bool {
    slotOfStream[streamID] != nil
  }

  /// Gives a call a slot. The caller has checked that the stream id is not held.
  mutating func take(streamID: UInt32) -> CallToken {
    lastGeneration &+= 1
    let slot = Slot(generation: lastGeneration, streamID: streamID, isTaken: true, value: nil)
    let index: Int
    if let free = freeSlots.popLast() {
      index = free
      slots[index] = slot
    } else {
      index = slots.count
      slots.append(slot)
    }
    slotOfStream[streamID] = index
    return CallToken(slot: index, generation: lastGeneration)
  }

  /// Keeps a value with a call; without effect when its work has ended.
  mutating func keep(_ value: Value, for token: CallToken) {
    guard isTaken(token) else { return }
    slots[token.slot].value = value
  }

  /// The work of the call ended: its slot is free.
  ///
  /// - Returns: `nil` for a call that is not there, else its value and the stream that waits for the answer, if any.
  mutating func release(_ token: CallToken) -> (streamID: UInt32?, value: Value?)? {
    guard isTaken(token) else { return nil }
    let streamID = slots[token.slot].streamID
    let value = slots[token.slot].value
    slots[token.slot].streamID = nil
    slots[token.slot].isTaken = false
    slots[token.slot].value = nil
    freeSlots.append(token.slot)
    if let streamID {
      slotOfStream[streamID] = nil
    }
    return (streamID, value)
  }

  /// Visits each call that waits for its answer; one for which the body returns true counts as answered from then on.
  mutating func markAnswered(where isAnswered: (CallToken, UInt32, inout Value) -> Bool) {
    guard !slotOfStream.isEmpty else { return }
    for index in slots.indices {
      guard let streamID = slots[index].streamID, var value = slots[index].value else { continue }
      let token = CallToken(slot: index, generation: slots[index].generation)
      let answered = isAnswered(token, streamID, &value)
      slots[index].value = value
      if answered {
        slots[index].streamID = nil
        slotOfStream[streamID] = nil
      }
    }
  }

  /// The value of a call whose work has not ended.
  func value(for token: CallToken) -> Value? {
    isTaken(token) ? slots[token.slot].value : nil
  }

  /// True while the call waits for its answer.
  func isWaiting(_ token: CallToken) -> Bool {
    isTaken(token) && slots[token.slot].streamID != nil
  }

  /// Gives back what a burst of calls took, once none is left.
  ///
  /// - Returns: the approximate number of bytes given back.
  mutating func shrink() -> Int {
    guard slots.count > Self.keptCount, count == 0 else { return 0 }
    let byteCount =
      slots.capacity * MemoryLayout<Slot>.stride + freeSlots.capacity * MemoryLayout<Int>.stride
      + slotOfStream.capacity * (MemoryLayout<UInt32>.stride + MemoryLayout<Int>.stride)
    slots = []
    freeSlots = []
    slotOfStream = [:]
    return byteCount
  }

  private func isTaken(_ token: CallToken) -> Bool {
    slots.indices.contains(token.slot) && slots[token.slot].isTaken
      && slots[token.slot].generation == token.generation
  }
}

/// Names one call of a connection for as long as its work lasts.
///
/// A stream id can't do that: once a call was answered its id is free again, while the work of a call that was answered
/// because its time was over still goes on.
struct CallToken: Hashable, Sendable {
  let slot: Int
  /// A number that no other call of the connection has, so that a completion that comes twice does no harm.
  let generation: UInt64
}

/// The facts that the connection keeps of a call while its work lasts.
struct InFlightCall: Sendable {
  /// Clock and fate, shared with the use case.
  let call: Call
  /// The record for the interceptors when the call ends.
  let record: CallRecord
  /// The time to answer DEADLINE_EXCEEDED; `nil` once the call is decided and only finishes.
  var deadline: MonotonicTime?
}
