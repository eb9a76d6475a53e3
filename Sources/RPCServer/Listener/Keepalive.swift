import Glibc
import NIOCore

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
