public import CampaignService
public import Logging
public import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// The ttrpc server: serves the use cases to whoever connects. It runs once.
public final class RPCServer: Service {
  /// Exits: idle → binding; binding → listening, ended; listening → running; running → ended.
  private enum State {
    case idle
    case binding
    case listening(any Channel, MultiThreadedEventLoopGroup)
    case running
    case ended
  }

  private let configuration: RPCServerConfiguration
  private let servingStatus = ServingStatus()
  private let environment: ConnectionEnvironment
  private let logger: Logger
  private let state = Mutex(State.idle)

  /// A server that listens nowhere yet. Raises the process's limit of open files as far as it may, and takes no more
  /// connections than that has room for.
  public init(configuration: RPCServerConfiguration, useCases: CampaignUseCases, logger: Logger) {
    var configuration = configuration
    let room = FileDescriptorLimit.connections(within: FileDescriptorLimit.raise())
    if configuration.maximumConnections > room {
      logger.warning(
        "fewer connections are taken than configured: raise the limit of open files",
        metadata: ["connections": "\(room)", "configured": "\(configuration.maximumConnections)"])
      configuration.maximumConnections = room
    }
    self.configuration = configuration
    self.logger = logger
    self.environment = ConnectionEnvironment(
      configuration: configuration, useCases: useCases, servingStatus: servingStatus, logger: logger)
  }

  /// Starts to listen; connections that come are served from then on.
  ///
  /// - Returns: the address, with the port that was taken where the configuration said 0.
  public func bind() async throws(RPCServerStartError) -> SocketAddress {
    let isFirst = state.withLock { state in
      guard case .idle = state else { return false }
      state = .binding
      return true
    }
    guard isFirst else { throw .startedBefore }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(configuration.eventLoopCount, 1))
    let listener = Listener(
      environment: environment, group: group, keepalive: configuration.keepalive,
      refusals: RefusalLog("a connection was refused: there are too many", logger: logger, now: environment.now),
      failures: RefusalLog("a connection could not be taken", logger: logger, now: environment.now))
    do throws(RPCServerStartError) {
      let channel = try await listener.bind(host: configuration.listenHost, port: configuration.listenPort)
      guard let address = channel.localAddress else {
        throw RPCServerStartError.cannotListen(configuration.listenHost, reason: "the socket has no address")
      }
      state.withLock { $0 = .listening(channel, group) }
      return address
    } catch {
      state.withLock { $0 = .ended }
      try? await group.shutdownGracefully()
      throw error
    }
  }

  /// Serves until a graceful shutdown, then drains: takes no connection and no call any more, lets the calls in flight
  /// finish, closes the connections. Binds first where nobody has. A cancelled task closes everything at once.
  public func run() async throws {
    if case .idle = state.withLock({ $0 }) {
      _ = try await bind()
    }
    let (channel, group) = try beginRunning()
    let servingStatus = servingStatus
    // Closing a channel that is closed fails, and only that can be thrown here.
    try? await withTaskCancellationOrGracefulShutdownHandler {
      try await channel.closeFuture.get()
    } onCancelOrGracefulShutdown: {
      servingStatus.beginDrain()
      channel.close(promise: nil)
    }
    let closedByItself = !servingStatus.isDraining
    servingStatus.beginDrain()
    await drain(on: channel.eventLoop)
    state.withLock { $0 = .ended }
    try await group.shutdownGracefully()
    if closedByItself {
      throw RPCServerStartError.cannotListen(configuration.listenHost, reason: "the listening socket was closed")
    }
  }

  private func beginRunning() throws(RPCServerStartError) -> (any Channel, MultiThreadedEventLoopGroup) {
    let listening: (any Channel, MultiThreadedEventLoopGroup)? = state.withLock { state in
      guard case .listening(let channel, let group) = state else { return nil }
      state = .running
      return (channel, group)
    }
    guard let listening else { throw .startedBefore }
    return listening
  }

  private func drain(on eventLoop: any EventLoop) async {
    let registry = environment.registry
    let (timeout, closingTimeout) = (configuration.drainTimeout, configuration.closingTimeout)
    logger.info("draining", metadata: ["connections": "\(registry.count)"])
    let givenUp = await withTaskCancellationHandler {
      await registry.drain(within: timeout, closingWithin: closingTimeout, on: eventLoop)
    } onCancel: {
      registry.giveUp()
    }
    if givenUp > 0 {
      logger.warning("the drain's time was over with calls in flight", metadata: ["connections": "\(givenUp)"])
    }
  }
}

extension SocketAddress {
  /// The address as people write it: `127.0.0.1:7400`, `[::1]:7400`.
  public var hostAndPort: String {
    guard let host = ipAddress, let port else { return pathname ?? description }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// The reason for which a server could not start.
public enum RPCServerStartError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another program listens there.
  case addressInUse(String)
  /// The port may not be used by this user, or the address by anybody.
  case permissionDenied(String)
  /// The host has no address of this machine.
  case addressNotAvailable(String)
  /// Anything else that the system said.
  case cannotListen(String, reason: String)
  /// The server has been started before; a server runs once.
  case startedBefore

  /// A text that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .addressInUse(let address):
      "can't listen on \(address): another program does; stop it or choose another port"
    case .permissionDenied(let address):
      "can't listen on \(address): permission denied; choose a port above 1023"
    case .addressNotAvailable(let address):
      "can't listen on \(address): it is no address of this machine; choose one that is, such as 127.0.0.1"
    case .cannotListen(let address, let reason):
      "can't listen on \(address): \(reason)"
    case .startedBefore:
      "the server was started before; a server runs once"
    }
  }
}
