import Logging
import NIOCore

/// Logs what goes wrong with taking a connection. The listener lives on: the next connection may be fine.
final class ListenerErrorHandler: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let failures: RefusalLog

  init(failures: RefusalLog) {
    self.failures = failures
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    failures.note(["error": "\(error)"])
  }
}
