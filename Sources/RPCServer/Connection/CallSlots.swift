/// The calls of a connection, each in a slot that it keeps until its work ends. Stream ids are held until the answer.
struct CallSlots<Value> {
  private struct Slot {
    var generation: UInt64
    var streamID: UInt32?
    var isTaken: Bool
    var value: Value?
  }

  private var slots: [Slot] = []
  private var freeSlots: [Int] = []
  private var slotOfStream: [UInt32: Int] = [:]

  /// How many slots are taken, by calls that still wait for an answer and by calls whose work goes on without one.
  @inline(__always)
  var count: Int { slots.count - freeSlots.count }

  /// Whether a call of this stream waits for its answer.
  func holds(streamID: UInt32) -> Bool {
    slotOfStream[streamID] != nil
  }

  /// Gives a call a slot. The caller has checked that the stream id is not held.
  mutating func take(streamID: UInt32) -> CallToken {
    let index: Int
    if let free = freeSlots.popLast() {
      index = free
      slots[index].streamID = streamID
      slots[index].isTaken = true
    } else {
      index = slots.count
      slots.append(Slot(generation: 0, streamID: streamID, isTaken: true, value: nil))
    }
    slotOfStream[streamID] = index
    return CallToken(slot: index, generation: slots[index].generation)
  }

  /// Keeps a value with a call; without effect when its work has ended.
  mutating func keep(_ value: Value, for token: CallToken) {
    guard isTaken(token) else { return }
    slots[token.slot].value = value
  }

  /// The work of the call ended: its slot is free.
  ///
  /// - Returns: nil for a call that is not there, else its value and the stream that waits for the answer, if one does.
  mutating func release(_ token: CallToken) -> (streamID: UInt32?, value: Value?)? {
    guard isTaken(token) else { return nil }
    let streamID = slots[token.slot].streamID
    let value = slots[token.slot].value
    slots[token.slot].generation &+= 1
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
  mutating func markAnswered(where isAnswered: (UInt32, inout Value) -> Bool) {
    guard !slotOfStream.isEmpty else { return }
    for index in slots.indices {
      guard let streamID = slots[index].streamID, var value = slots[index].value else { continue }
      let answered = isAnswered(streamID, &value)
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

  private func isTaken(_ token: CallToken) -> Bool {
    slots.indices.contains(token.slot) && slots[token.slot].isTaken
      && slots[token.slot].generation == token.generation
  }
}
