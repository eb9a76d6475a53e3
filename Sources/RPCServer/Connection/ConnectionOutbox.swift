import CampaignService
import NIOCore
import RPCCodec
import Synchronization

/// The door through which other threads reach a connection: they leave answers, the connection's loop fetches them.
///
/// However many answers come, at most one hop to the event loop is under way. Hops are made under the lock: after the
/// connection has left, or was given up, none is made any more, and the event loop may be gone.
final class ConnectionOutbox: Sendable {
  /// An answer that waits for the event loop.
  typealias Entry = (token: CallToken, answer: OutgoingResponse)

  private struct Waiting {
    var entries: [Entry] = []
    var isHopScheduled = false
    var isAbandoned = false

    /// Returns the answers that are dropped. They are let go outside of the lock: a page gives its room back then, and
    /// whoever gets it may be a page of the same connection.
    mutating func abandon() -> [Entry] {
      isAbandoned = true
      defer { entries = [] }
      return entries
    }
  }

  let eventLoop: any EventLoop
  private let waiting = Mutex(Waiting())
  private let connection: NIOLoopBoundBox<ConnectionHandler?>

  /// The outbox of a connection that lives on this loop; `attach` says which.
  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.connection = NIOLoopBoundBox.makeEmptyBox(valueType: ConnectionHandler.self, eventLoop: eventLoop)
  }

  /// Sends answers to this connection from now on; on the event loop.
  func attach(_ handler: ConnectionHandler) {
    connection.value = handler
  }

  /// Takes note that the connection is gone and waits for no answers; on the event loop.
  func detach() {
    connection.value = nil
    _ = waiting.withLock { $0.abandon() }
  }

  /// Answers a call, from any thread. On the connection's own loop the answer is encoded at once, without lock or hop.
  func answer<Message: WireMessage>(_ token: CallToken, with result: Result<Message, CallError>) {
    guard eventLoop.inEventLoop else { return post(token, OutgoingResponse(result)) }
    connection.value?.finish(token, with: result)
  }

  /// Answers a call with a page, from any thread.
  func answer(_ token: CallToken, with page: EncodedPage) {
    guard eventLoop.inEventLoop else { return post(token, .page(page)) }
    connection.value?.finish(token, with: page)
  }

  /// Leaves an answer for the connection, on another thread than its own.
  func post(_ token: CallToken, _ answer: OutgoingResponse) {
    waiting.withLock { waiting in
      guard !waiting.isAbandoned else { return }
      waiting.entries.append((token, answer))
      hop(&waiting)
    }
  }

  /// Has the connection write what it has, together with what else comes till then; on the event loop, outside of a
  /// turn.
  func scheduleHop() {
    waiting.withLock { hop(&$0) }
  }

  /// Runs under the lock.
  private func hop(_ waiting: inout Waiting) {
    guard !waiting.isHopScheduled, !waiting.isAbandoned else { return }
    waiting.isHopScheduled = true
    eventLoop.execute { self.connection.value?.deliverAnswers() }
  }

  private func hop(_ body: @escaping @Sendable (ConnectionHandler) -> Void) {
    waiting.withLock { waiting in
      guard !waiting.isAbandoned else { return }
      eventLoop.execute {
        if let connection = self.connection.value {
          body(connection)
        }
      }
    }
  }

  /// Swaps the answers that wait for an empty array, whose storage is used for the next ones.
  func takeEntries(into entries: inout [Entry]) {
    waiting.withLock { waiting in
      waiting.isHopScheduled = false
      swap(&waiting.entries, &entries)
    }
  }

  /// Gives back the storage of what waited, if a burst of answers took much.
  ///
  /// - Returns: the approximate number of bytes given back.
  func shrink() -> Int {
    waiting.withLock { waiting in
      guard waiting.entries.isEmpty else { return 0 }
      return waiting.entries.giveBack()
    }
  }

  /// The server stops before the work of all calls ended: closes the connection, and drops what they still answer.
  func abandon(_ reason: CloseReason) {
    hop { $0.close(reason) }
    _ = waiting.withLock { $0.abandon() }
  }

  /// The connection's timer rang.
  func deadlineCame() {
    connection.value?.expireCalls()
  }

  /// There is room for a page that waited: has the connection begin it. The room is free again if the connection is
  /// gone.
  func begin(_ page: PreparedPage, for token: CallToken, with reservation: PageReservation) {
    hop { $0.begin(page, for: token, with: reservation) }
  }

  /// Asks the connection to say when its calls have ended.
  func beginDrain() {
    hop { $0.beginDrain() }
  }

  /// Asks the connection to close when it is quiet: no connection of the server has calls in flight any more.
  func finishDrain() {
    hop { $0.finishDrain() }
  }

  /// The drain's time is over: asks the connection to answer whoever waits, and to close.
  func endDrain() {
    hop { $0.endDrain() }
  }

  /// Does something to the connection later, if it is still there; on the event loop.
  func schedule(in delay: Duration, _ body: @escaping @Sendable (ConnectionHandler) -> Void) {
    eventLoop.scheduleTask(in: TimeAmount(delay)) {
      if let connection = self.connection.value {
        body(connection)
      }
    }
  }
}

extension OutgoingResponse {
  fileprivate init<Message: WireMessage>(_ result: Result<Message, CallError>) {
    switch result {
    case .success(let message): self = .message(message)
    case .failure(let error): self = .failure(error)
    }
  }
}

extension [ConnectionOutbox.Entry] {
  /// Gives back the storage, but for what a few calls need; the array is empty.
  ///
  /// - Returns: the approximate number of bytes given back.
  mutating func giveBack() -> Int {
    guard capacity > CallSlots<InFlightCall>.keptCount else { return 0 }
    let byteCount = capacity * MemoryLayout<Element>.stride
    self = []
    return byteCount
  }
}

/// The result of a call, on its way to the connection.
enum OutgoingResponse: Sendable {
  case message(any WireMessage)
  case page(EncodedPage)
  case failure(CallError)
}
