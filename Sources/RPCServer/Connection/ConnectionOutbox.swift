import NIOCore
import RPCCodec
import Synchronization

/// The door through which other threads reach a connection: they leave answers in the mailbox of its event loop.
final class ConnectionOutbox: Sendable {
  private let mailbox: EventLoopMailbox
  private let connection: NIOLoopBoundBox<ConnectionHandler?>
  private let abandoned = Atomic(false)

  /// The outbox of a connection that lives on the loop of this mailbox; `attach` says which.
  init(mailbox: EventLoopMailbox) {
    self.mailbox = mailbox
    self.connection = NIOLoopBoundBox.makeEmptyBox(
      valueType: ConnectionHandler.self, eventLoop: mailbox.eventLoop)
  }

  var eventLoop: any EventLoop { mailbox.eventLoop }

  /// Nobody takes answers here any more. Changed under the mailbox's lock.
  var isAbandoned: Bool {
    get { abandoned.load(ordering: .acquiring) }
    set { abandoned.store(newValue, ordering: .releasing) }
  }

  /// On the event loop: the connection, until it has left.
  var attached: ConnectionHandler? { connection.value }

  /// On the event loop: answers go to this connection from now on.
  func attach(_ handler: ConnectionHandler) {
    connection.value = handler
  }

  /// On the event loop: the connection is gone and waits for no answers.
  func detach() {
    connection.value = nil
    mailbox.abandon(self)
  }

  /// Answers a call, from any thread. On the connection's own loop the answer is encoded at once, without lock or hop.
  func answer<Message: WireMessage>(_ token: CallToken, with result: Result<Message, CallError>) {
    guard eventLoop.inEventLoop else { return post(token, Answer(result)) }
    connection.value?.finish(token, with: result)
  }

  /// Leaves an answer for the connection, on another thread than its own.
  func post(_ token: CallToken, _ answer: Answer) {
    mailbox.post((token, answer), to: self)
  }

  /// On the event loop, outside of a turn: has the connection write what it has, together with what else comes till then.
  func scheduleHop() {
    mailbox.post(nil, to: self)
  }

  /// The server stops before the work of all calls ended: closes the connection, and drops what they still answer.
  func abandon(_ reason: CloseReason) {
    mailbox.hop(to: self) { $0.close(reason) }
    mailbox.abandon(self)
  }

  /// The connection's timer rang.
  func deadlineCame() {
    connection.value?.expireCalls()
  }

  /// Asks the connection to say when its calls have ended.
  func beginDrain() {
    mailbox.hop(to: self) { $0.beginDrain() }
  }

  /// Asks the connection to close: no connection of the server has calls in flight any more.
  func finishDrain() {
    mailbox.hop(to: self) { $0.finishDrain() }
  }

  /// The connection had its last moment.
  func lingerEnded() {
    connection.value?.closeWhenWritten(.drained)
  }
}

extension Answer {
  fileprivate init<Message: WireMessage>(_ result: Result<Message, CallError>) {
    switch result {
    case .success(let message): self = .message(message)
    case .failure(let error): self = .failure(error)
    }
  }
}
