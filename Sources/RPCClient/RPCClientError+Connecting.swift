internal import Glibc
internal import NIOCore
internal import NIOPosix

extension RPCClientError {
  /// The error of a connection that could not be made, with the cause in a few words: `Connection refused`.
  public init(connectingTo address: ServerAddress, _ error: any Error) {
    self = .unreachable("\(address): \(Self.cause(of: error))")
  }

  private static func cause(of error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError: cause(of: error)
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case ChannelError.connectTimeout: "no answer to the attempt to connect"
    default: "\(error)"
    }
  }

  private static func cause(of error: NIOConnectionError) -> String {
    // The last failure among several addresses of a host is as good as any.
    error.connectionErrors.last.map { cause(of: $0.error) } ?? "unknown host \(error.host)"
  }
}
