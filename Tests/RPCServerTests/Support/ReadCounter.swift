import NIOCore

/// Counts how often a channel is asked to read.
final class ReadCounter: ChannelOutboundHandler {
  typealias OutboundIn = Any
  private(set) var count = 0

  func read(context: ChannelHandlerContext) {
    count += 1
    context.read()
  }
}
