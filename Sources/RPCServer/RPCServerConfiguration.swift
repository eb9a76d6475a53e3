import Glibc
import NIOCore

/// The address at which a server listens, and its limits.
public struct RPCServerConfiguration: Sendable {
  /// The host name or address to listen on.
  public var listenHost: String
  /// The port to listen on; 0 takes a free one.
  public var listenPort: Int
  /// The number of bytes of data that a request may have.
  public var maximumRequestBytes = 64 << 10
  /// The number of calls of a connection that may be at work at once; at the limit the connection is not read.
  public var maximumCallsPerConnection = 4_096
  /// The number of connections that there may be; those beyond it are closed at once. Fewer where the limit of open
  /// files has no room for them.
  public var maximumConnections = 10_000
  /// The bytes of answers other than pages that may wait for a peer that doesn't read before its connection is closed.
  public var maximumBytesWaiting = 32 << 20
  /// The number of bytes that the pages of all connections may have, from before one is read until the kernel took it;
  /// beyond it calls for pages wait. Pages are the answers of GetCampaign and ListCampaigns.
  public var maximumPageBytes = 64 << 20
  /// The same for the pages of one connection.
  public var maximumPageBytesPerConnection = 8 << 20
  /// The time for which a peer for whom pages wait may take no byte before its connection is closed.
  public var stallTimeout = Duration.seconds(5)
  /// The time for a call that brings none.
  public var defaultTimeout = Duration.seconds(30)
  /// The time that calls in flight may take to finish when the server stops.
  public var drainTimeout = Duration.seconds(10)
  /// The time after which callers that are refused because the server stops may ask again.
  public var drainRetryDelay = Duration.seconds(1)
  /// The time for which a connection has to be quiet, after the last call in flight has ended, before it closes when
  /// the server stops: requests that were on their way are told so.
  public var drainLinger = Duration.milliseconds(50)
  /// The time for which the peer's end of the stream is awaited behind ours; what comes meanwhile is thrown away.
  public var closingTimeout = Duration.seconds(1)
  /// The times after which clients are given up that are gone without a packet.
  public var keepalive = Keepalive()
  /// The number of event loops that serve the connections.
  public var eventLoopCount = System.coreCount

  /// The default limits at an address.
  public init(listenHost: String = "127.0.0.1", listenPort: Int = 7400) {
    self.listenHost = listenHost
    self.listenPort = listenPort
  }
}

/// The times after which the kernel gives up a client that is gone without a packet: its machine lost power, or a
/// network between dropped the connection. Whole seconds, but for the last.
public struct Keepalive: Equatable, Sendable {
  /// The time for which a connection is silent before the kernel asks whether its peer is there.
  public var idle = Duration.seconds(60)
  /// The time between questions.
  public var interval = Duration.seconds(15)
  /// The number of questions that may stay without an answer.
  public var probes = 4
  /// The time for which bytes that were sent may stay unacknowledged, or wait for a peer that takes none.
  public var unacknowledged = Duration.seconds(120)

  /// The times of docs/operations.md.
  public init() {}

  /// The options of a socket. Linux hands those of a listening socket down to the connections that it takes.
  var options: [(option: ChannelOptions.Types.SocketOption, value: ChannelOptions.Types.SocketOption.Value)] {
    [
      (.init(level: .socket, name: .so_keepalive), 1),
      (.init(level: .tcp, name: .init(rawValue: TCP_KEEPIDLE)), seconds(idle)),
      (.init(level: .tcp, name: .init(rawValue: TCP_KEEPINTVL)), seconds(interval)),
      (.init(level: .tcp, name: .init(rawValue: TCP_KEEPCNT)), max(probes, 1)),
      (.init(level: .tcp, name: .init(rawValue: TCP_USER_TIMEOUT)), milliseconds(unacknowledged)),
    ]
  }

  private func seconds(_ duration: Duration) -> Int {
    Int(clamping: max(duration.components.seconds, 1))
  }

  private func milliseconds(_ duration: Duration) -> Int {
    Int(clamping: max(TimeAmount(duration).nanoseconds / 1_000_000, 1))
  }
}
