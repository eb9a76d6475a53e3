import NIOCore

/// Closes a connection on which more bytes come than any answer has that is taken: a head has no limit of its own.
final class AnswerSizeLimit: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let limit: Int
  private var byteCount = 0

  /// `limit`: the most bytes from one write of ours to the next.
  init(limit: Int) {
    self.limit = limit
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    byteCount = 0
    context.write(data, promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    byteCount += unwrapInboundIn(data).readableBytes
    if byteCount <= limit { context.fireChannelRead(data) } else { context.close(promise: nil) }
  }
}
