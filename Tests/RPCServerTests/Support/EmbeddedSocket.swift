import NIOCore

@testable import RPCServer

/// Stands for the socket of an embedded connection, which takes what is written, or doesn't.
final class EmbeddedSocket: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// True while everything that is written is taken at once.
  var takes = true
  /// The server's end of the stream was sent.
  private(set) var isOutputEnded = false
  /// The number of bytes that came and were not read.
  var unreadBytes = 0
  private var waiting: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []

  /// The number of writes that were not taken.
  var waitingCount: Int { waiting.count }

  /// The number of bytes in them.
  var waitingBytes: Int { waiting.reduce(0) { $0 + $1.bytes.readableBytes } }

  /// Takes the first of what waits.
  func takeFirst(of channel: any Channel) throws {
    guard !waiting.isEmpty else { return }
    let (bytes, promise) = waiting.removeFirst()
    let context = try channel.pipeline.syncOperations.context(handler: self)
    context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if takes, waiting.isEmpty {
      context.write(data, promise: promise)
    } else {
      waiting.append((unwrapOutboundIn(data), promise))
    }
  }

  func flush(context: ChannelHandlerContext) {
    if takes { context.flush() }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .output else {
      let failed = waiting
      waiting = []
      for write in failed { write.promise?.fail(ChannelError.ioOnClosedChannel) }
      return context.close(mode: mode, promise: promise)
    }
    isOutputEnded = true
    promise?.succeed()
  }
}

extension SocketQueues {
  /// The queues of the stand-in for the socket.
  static let embedded = SocketQueues(
    unreadBytes: { socket(of: $0)?.unreadBytes ?? 0 },
    unacknowledgedBytes: { socket(of: $0)?.waitingBytes ?? 0 })

  private static func socket(of context: ChannelHandlerContext) -> EmbeddedSocket? {
    try? context.pipeline.syncOperations.handler(type: EmbeddedSocket.self)
  }
}
