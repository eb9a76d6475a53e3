import Glibc
import NIOCore

/// Has a connection closed by a reset. A peer that takes nothing would keep what the kernel has for it, and the kernel's
/// memory with that, long behind a close as it usually is.
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
