/// The knowledge of a gate, with all who wait at it. A pure value: it knows nothing of connections or threads,
/// and its transitions say what to do.
///
///     (no epoch) ──connected──▶ idle ──hold──▶ asked ──begin──▶ marker under way ──returned──▶ idle or asked
///         ▲                                                        │      ▲  │
///         └────────────────────────── lost ────────────────────────┘      └──┘ late: all who wait are given up
///
/// A marker covers what came back before it was sent, as long as the gate's connection stood before that was begun and
/// stands after the marker: then there was no crash between (an epoch is one connection of the gate).
package struct DurabilityState<Waiting: Sendable>: Sendable {
  /// The fate of somebody who comes with a hold.
  package enum Entry: Equatable {
    /// All that it rests on is durable.
    case lifted
    /// Nobody can know.
    case givenUp
    /// A marker that was asked for will tell.
    case waits
    /// The same, and the gate has to be woken for it.
    case asksForMarker
  }

  private struct Held: Sendable {
    let waiting: Waiting
    let rows: [HeldRow]
  }

  /// The gate's connection stands.
  private(set) var isStanding = false
  /// The number of the connection, also of one that is lost.
  private var number: UInt64 = 0
  /// Those who came since the last marker was sent.
  private var asking: [Held] = []
  /// Those whom the marker under way covers.
  private var covered: [Held] = []
  /// A marker is under way, and may have outlived its own.
  private var isMarkerUnderWay = false
  private(set) var isLate = false
  /// The connection before ended with a late marker: the next is trusted once one returned.
  private var wasLate = false
  private var rows = CoveredRows()
  /// The number of times that holds were given up.
  package private(set) var lossCount: UInt64 = 0

  package init() {}

  /// The epoch for what is sent from now on; `nil`: there is none.
  package var epoch: UInt64? { isStanding ? number : nil }

  /// Nobody could be told of what is begun now.
  package var isClosed: Bool { isLate }

  /// The gate has a connection.
  package mutating func connected() {
    number &+= 1
    (isStanding, isLate, isMarkerUnderWay) = (true, wasLate, false)
  }

  /// Somebody came back with something that is held.
  package mutating func enter(_ waiting: Waiting, epoch: UInt64?, rows held: [HeldRow]) -> Entry {
    if isStanding, epoch == number {
      if rows.contains(held) { return .lifted }
      if !isLate {
        asking.append(Held(waiting: waiting, rows: held))
        return isMarkerUnderWay || asking.count > 1 ? .waits : .asksForMarker
      }
    }
    lossCount &+= 1
    return .givenUp
  }

  /// These are durable: they were committed synchronously, or were covered by a marker of their own.
  package mutating func cover(_ durable: [HeldRow], epoch: UInt64?) {
    guard isStanding, epoch == number else { return }
    for row in durable { rows.insert(row) }
  }

  /// A marker is about to be sent. False: nobody needs one. After a late one, one that returns opens the gate again.
  package mutating func beginMarker() -> Bool {
    guard isStanding, !isMarkerUnderWay, isLate || !asking.isEmpty else { return false }
    isMarkerUnderWay = true
    swap(&covered, &asking)
    return true
  }

  /// It came back. Returns those who may go on.
  package mutating func markerReturned() -> [Waiting] {
    (isMarkerUnderWay, isLate, wasLate) = (false, false, false)
    for held in covered { for row in held.rows { rows.insert(row) } }
    return Self.take(&covered)
  }

  /// It came back without saying that it is durable: those whom it would have covered go with the next.
  package mutating func markerFailed() {
    isMarkerUnderWay = false
    asking = covered + asking
    covered = []
  }

  /// It takes too long, and is waited for all the same. Returns those who are given up.
  package mutating func markerIsLate() -> [Waiting] {
    isLate = true
    return giveUp()
  }

  /// The gate's connection is over, and with it the epoch. Returns those who are given up.
  package mutating func lost() -> [Waiting] {
    (isStanding, isMarkerUnderWay, isLate, wasLate) = (false, false, false, isLate)
    rows.removeAll()
    return giveUp()
  }

  private mutating func giveUp() -> [Waiting] {
    // Also where nobody waits: somebody may be on the way with what was committed before.
    lossCount &+= 1
    return Self.take(&covered) + Self.take(&asking)
  }

  private static func take(_ held: inout [Held]) -> [Waiting] {
    defer { held.removeAll(keepingCapacity: true) }
    // A key path would be made anew each time, since the type is generic.
    return held.map { $0.waiting }
  }
}
