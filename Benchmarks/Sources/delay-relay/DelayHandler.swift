import NIOCore

/// Hands what it reads to the other end of a relay, in order, each piece as late as the others. That end is on the same
/// loop.
final class DelayHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel
  private let delay: TimeAmount

  init(to other: any Channel, after delay: TimeAmount) {
    self.other = other
    self.delay = delay
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    later(context) { $0.writeAndFlush(bytes, promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    later(context) { $0.close(promise: nil) }
  }

  /// A loop runs what is due at the same time in the order in which it was scheduled.
  private func later(_ context: ChannelHandlerContext, _ body: @escaping @Sendable (any Channel) -> Void) {
    let other = other
    context.eventLoop.scheduleTask(in: delay) { body(other) }
  }
}
