internal import NIOCore

/// A request that waits for its answer.
struct InFlightRequest: Equatable, Sendable {
  /// Its number in the run.
  var number: UInt64

  /// The time at which it should have been sent, or was, in a closed loop; its latency counts from there.
  var planned: NIODeadline

  /// The number of times that it was sent.
  var attempt: UInt8 = 1
}

/// The requests of one connection that wait for their answers, under their stream ids.
///
/// All have the same time limit, so that the first one that was sent is the first one whose time is over: a ring in the
/// order of sending finds a request by its id without hashing, and the next deadline without a heap. Ids grow from call
/// to call, as other servers of the protocol want it.
struct InFlightRequests: Sendable {
  private struct Slot {
    var request: InFlightRequest
    var deadline: NIODeadline
    var isWaiting: Bool
  }

  /// The most slots: those between the oldest request that waits and the newest.
  private static let maximumSlots: UInt32 = 1 << 21

  /// More ids than a run has requests; a connection that has used them up takes no more.
  private static let maximumIDs: UInt32 = 1 << 31 - 1

  private let maximumWaiting: Int
  private var slots: [Slot] = []

  // Ids are 2n + 1; the slots are those of `oldest` up to `next`, at n modulo their number, which is a power of two.
  private var oldest: UInt32 = 0
  private var next: UInt32 = 0

  /// Ids of requests that nobody waits for any more, and which the server has yet to answer.
  private var abandoned: Set<UInt32> = []

  /// The number of requests that wait.
  private(set) var waiting = 0

  init(maximumWaiting: Int) {
    self.maximumWaiting = maximumWaiting
  }

  /// True if another request may be sent.
  var hasRoom: Bool {
    waiting < maximumWaiting && next - oldest < Self.maximumSlots && next < Self.maximumIDs
  }

  /// True if the server left as many requests without any answer as may wait: it never will answer.
  var isStuck: Bool { abandoned.count >= maximumWaiting }

  /// The time at which the limit of the request that was sent first is over.
  var firstDeadline: NIODeadline? {
    oldest < next ? slots[index(oldest)].deadline : nil
  }

  /// A request is sent: its stream id; `nil` when there is no room.
  mutating func begin(_ request: InFlightRequest, deadline: NIODeadline) -> UInt32? {
    guard hasRoom else { return nil }
    let slot = Slot(request: request, deadline: deadline, isWaiting: true)
    if Int(next - oldest) == slots.count { grow(filledWith: slot) }
    slots[index(next)] = slot
    waiting += 1
    defer { next += 1 }
    return next << 1 | 1
  }

  /// The request that an answer belongs to.
  enum Match: Equatable {
    case request(InFlightRequest)
    /// Nobody waits for it any more.
    case abandoned
    /// There was no such request.
    case none
  }

  /// An answer came.
  mutating func end(streamID: UInt32) -> Match {
    let id = streamID >> 1
    guard streamID & 1 == 1, id < next else { return .none }
    guard id >= oldest, slots[index(id)].isWaiting else {
      return abandoned.remove(id) == nil ? .none : .abandoned
    }
    return .request(take(id))
  }

  /// The request that was sent first, if its time is over; it is not waited for any more.
  mutating func takeExpired(now: NIODeadline) -> InFlightRequest? {
    guard let deadline = firstDeadline, deadline <= now else { return nil }
    abandoned.insert(oldest)
    return takeFirst()
  }

  /// The request that was sent first, whatever its time: for a connection that has ended.
  mutating func takeFirst() -> InFlightRequest? {
    oldest < next ? take(oldest) : nil
  }

  /// Takes a request out, and keeps `oldest` on one that waits.
  private mutating func take(_ id: UInt32) -> InFlightRequest {
    let request = slots[index(id)].request
    slots[index(id)].isWaiting = false
    waiting -= 1
    while oldest < next, !slots[index(oldest)].isWaiting { oldest += 1 }
    return request
  }

  @inline(__always)
  private func index(_ id: UInt32) -> Int {
    Int(id) & (slots.count - 1)
  }

  private mutating func grow(filledWith slot: Slot) {
    let old = self
    slots = Array(repeating: slot, count: max(64, old.slots.count * 2))
    for id in oldest..<next { slots[index(id)] = old.slots[old.index(id)] }
  }
}
