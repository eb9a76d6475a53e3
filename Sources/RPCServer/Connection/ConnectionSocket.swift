import Glibc
import NIOCore

/// The amount that the kernel holds of a connection.
struct SocketQueues: Sendable {
  /// Bytes that came and were not read.
  var unreadBytes: @Sendable (ChannelHandlerContext) -> Int
  /// Bytes that were written and that the peer has not acknowledged.
  var unacknowledgedBytes: @Sendable (ChannelHandlerContext) -> Int

  /// The amount as the connection's socket tells it.
  static let kernel = SocketQueues(
    unreadBytes: { byteCount(UInt(FIONREAD), of: $0) }, unacknowledgedBytes: { byteCount(UInt(TIOCOUTQ), of: $0) })

  private static func byteCount(_ request: UInt, of context: ChannelHandlerContext) -> Int {
    let operations = context.pipeline.syncOperations
    let byteCount = try? operations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
      var byteCount: Int32 = 0
      return ioctl(socket, request, &byteCount) == 0 ? Int(byteCount) : 0
    }
    return byteCount ?? 0
  }
}

/// Has a connection closed by a reset. A peer that takes nothing would keep what the kernel has for it, and the
/// kernel's memory with that, long behind a close as it usually is.
enum SocketReset {
  /// Lets the next close be one. A channel without a socket, as tests have, closes as ever.
  static func prepare(_ context: ChannelHandlerContext) {
    let operations = context.pipeline.syncOperations
    _ = try? operations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
      var linger = linger(l_onoff: 1, l_linger: 0)
      return setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }
  }
}
