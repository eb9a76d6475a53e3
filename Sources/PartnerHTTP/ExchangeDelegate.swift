import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer, up to a limit, and knows whether any of the request was sent.
final class ExchangeDelegate: HTTPClientResponseDelegate {
  struct Answer: Sendable {
    let head: HTTPResponseHead
    let body: [UInt8]
  }

  typealias Response = Answer

  /// The answer is longer than it may be.
  struct TooLarge: Error {}

  private struct State {
    var isSent = false
    var head: HTTPResponseHead?
    var body = ByteBuffer()
  }

  private let limit: Int
  private let state = Mutex(State())

  /// `limit`: the most bytes of a body.
  init(limit: Int) {
    self.limit = limit
  }

  /// False: nothing of the request was sent.
  var isSent: Bool { state.withLock { $0.isSent } }

  func didSendRequestHead(task: HTTPClient.Task<Answer>, _ head: HTTPRequestHead) {
    state.withLock { $0.isSent = true }
  }

  func didReceiveHead(task: HTTPClient.Task<Answer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard length <= limit else { return task.eventLoop.makeFailedFuture(TooLarge()) }
    state.withLock { $0.head = head }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Answer>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    let fits = state.withLock { state in
      guard state.body.readableBytes + buffer.readableBytes <= limit else { return false }
      state.body.writeImmutableBuffer(buffer)
      return true
    }
    return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(TooLarge())
  }

  func didFinishRequest(task: HTTPClient.Task<Answer>) throws -> Answer {
    try state.withLock { state in
      guard let head = state.head else { throw HTTPClientError.remoteConnectionClosed }
      return Answer(head: head, body: Array(state.body.readableBytesView))
    }
  }
}
