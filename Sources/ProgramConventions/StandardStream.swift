import Glibc

/// The reason why text could not be written to a standard stream.
public enum StandardStreamFault: Error, Equatable, Sendable {
  /// The reader of the pipe went away, as `head` does; there is nobody left to tell.
  case readerLeft
  /// The operating system refused, in its words.
  case failed(String)
}

/// Standard output or standard error, written whole and without a buffer that could be lost.
public struct StandardStream: Sendable {
  /// The stream that other programs read.
  public static let output = StandardStream(descriptor: STDOUT_FILENO)
  /// The stream that people read: errors, progress, logs.
  public static let error = StandardStream(descriptor: STDERR_FILENO)

  private let descriptor: Int32

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Writes all of the text.
  public func write(_ text: String) throws(StandardStreamFault) {
    var text = text
    let failure: Int32 = text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        } else if errno == EAGAIN {
          waitUntilWritable()
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    switch failure {
    case 0: return
    // A socket says ECONNRESET when it was left with something unread.
    case EPIPE, ECONNRESET: throw .readerLeft
    default: throw .failed(String(cString: strerror(failure)))
    }
  }

  // Another program that shares the terminal or the pipe may have made it non-blocking.
  private func waitUntilWritable() {
    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = Glibc.poll(&poll, 1, 1_000)
  }
}
