internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Says in a few words why a connection could not be made.
public enum ConnectFailure {
  /// The cause of the failure, for a person: `Connection refused`.
  public static func text(of error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError: return text(of: error)
    case let error as IOError: return String(cString: strerror(error.errnoCode))
    case ChannelError.connectTimeout: return "no answer to the attempt to connect"
    default: return "\(error)"
    }
  }

  private static func text(of error: NIOConnectionError) -> String {
    // The last failure among several addresses of a host is as good as any.
    if let failure = error.connectionErrors.last { return text(of: failure.error) }
    if let failure = error.dnsAAAAError ?? error.dnsAError { return "unknown host (\(failure))" }
    return "unknown host"
  }
}
