import NIOCore
import Synchronization

/// Where other threads leave answers for the connections of one event loop, which fetches them.
///
/// However many answers come, for however many connections, at most one hop to the loop is under way: a group's answers
/// for many connections wake it once. Hops are made under the lock: for a connection that has left, or was given up, none is
/// made any more, and once all have, the event loop may be gone.
final class EventLoopMailbox: Sendable {
  /// Something that waits for the event loop.
  private struct Entry {
    let outbox: ConnectionOutbox
    /// Nil: the connection has something to write.
    let answer: (token: CallToken, answer: Answer)?
  }

  private struct Waiting {
    var entries: [Entry] = []
    var isHopScheduled = false
  }

  /// What one delivery works with; kept for the next, for the sake of its storage.
  private struct Delivery {
    var entries: [Entry] = []
    var connections: [ConnectionHandler] = []
  }

  /// More storage than this is not kept.
  private static let keptCapacity = 4_096

  let eventLoop: any EventLoop
  private let waiting = Mutex(Waiting())
  private let delivery: NIOLoopBoundBox<Delivery>

  /// The mailbox of this event loop, from whatever thread it is made.
  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    delivery = NIOLoopBoundBox.makeBoxSendingValue(Delivery(), eventLoop: eventLoop)
  }

  /// Leaves an answer for a connection, or with nil a wish to write what it has.
  func post(_ answer: (token: CallToken, answer: Answer)?, to outbox: ConnectionOutbox) {
    waiting.withLock { waiting in
      guard !outbox.isAbandoned else { return }
      waiting.entries.append(Entry(outbox: outbox, answer: answer))
      guard !waiting.isHopScheduled else { return }
      waiting.isHopScheduled = true
      eventLoop.execute { self.deliver() }
    }
  }

  /// Has the loop do something with a connection, unless that was given up.
  func hop(to outbox: ConnectionOutbox, _ body: @escaping @Sendable (ConnectionHandler) -> Void) {
    waiting.withLock { _ in
      guard !outbox.isAbandoned else { return }
      eventLoop.execute {
        if let connection = outbox.attached { body(connection) }
      }
    }
  }

  /// No hop is made for this connection any more when this returns.
  func abandon(_ outbox: ConnectionOutbox) {
    waiting.withLock { _ in outbox.isAbandoned = true }
  }

  /// On the event loop: gives every answer to its connection, each of which writes all of its own with one flush.
  private func deliver() {
    var current = delivery.value
    delivery.value = Delivery()
    waiting.withLock { waiting in
      waiting.isHopScheduled = false
      swap(&waiting.entries, &current.entries)
    }
    for entry in current.entries {
      guard !entry.outbox.isAbandoned, let connection = entry.outbox.attached else { continue }
      if connection.beginDelivery() { current.connections.append(connection) }
      if let (token, answer) = entry.answer { connection.deliver(answer, to: token) }
    }
    for connection in current.connections { connection.endDelivery() }
    guard current.entries.count <= Self.keptCapacity else { return }
    current.entries.removeAll(keepingCapacity: true)
    current.connections.removeAll(keepingCapacity: true)
    delivery.value = current
  }
}

/// The mailboxes of a server's event loops.
final class EventLoopMailboxes: Sendable {
  private let mailboxes = Mutex<[ObjectIdentifier: EventLoopMailbox]>([:])

  /// The one of this event loop.
  func mailbox(of eventLoop: any EventLoop) -> EventLoopMailbox {
    mailboxes.withLock { mailboxes in
      if let mailbox = mailboxes[ObjectIdentifier(eventLoop)] { return mailbox }
      let mailbox = EventLoopMailbox(eventLoop: eventLoop)
      mailboxes[ObjectIdentifier(eventLoop)] = mailbox
      return mailbox
    }
  }
}
