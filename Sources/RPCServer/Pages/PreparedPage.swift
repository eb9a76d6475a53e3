/// A call that asks for a page, ready to be served as soon as there is room for its answer.
struct PreparedPage: Sendable {
  /// The most bytes that the answer's frame may have.
  let maximumFrameBytes: Int
  /// Has it served; the answer takes the room along.
  let begin: @Sendable (PageReservation) -> Void
}

/// One that waits for room.
struct WaitingPage: Sendable {
  let token: CallToken
  let page: PreparedPage
  let outbox: ConnectionOutbox

  /// There is room now: the connection looks whether anybody still waits for the answer.
  func begin(with reservation: PageReservation) {
    outbox.begin(page, for: token, with: reservation)
  }
}
