import CampaignApplication
import CampaignService
import Logging
import Metrics
import NIOCore
import NIOEmbedded
import RPCCodec

@testable import RPCServer

/// A connection without a socket: the test is the peer, the clock and the event loop.
final class EmbeddedConnection {
  let channel: EmbeddedChannel
  let clock: ManualClock
  let servingStatus: ServingStatus
  let environment: ConnectionEnvironment
  let handler: ConnectionHandler
  /// The stand-in for the kernel and the network.
  let socket = EmbeddedSocket()
  /// The number of writes that the connection made.
  private(set) var writes = 0
  private var decoder = FrameDecoder(limits: .client)

  convenience init(
    _ useCases: CampaignUseCases, configuration: RPCServerConfiguration = RPCServerConfiguration(),
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    metrics: any MetricsFactory = NOOPMetricsHandler.instance
  ) throws {
    let clock = ManualClock()
    let servingStatus = ServingStatus()
    let environment = ConnectionEnvironment(
      configuration: configuration, useCases: useCases, servingStatus: servingStatus, logger: logger,
      metrics: metrics, queues: .embedded, now: { clock.now })
    try self.init(environment, servingStatus: servingStatus, clock: clock)
  }

  /// Another connection to the same server.
  convenience init(toServerOf other: EmbeddedConnection) throws {
    try self.init(other.environment, servingStatus: other.servingStatus, clock: other.clock)
  }

  private init(_ environment: ConnectionEnvironment, servingStatus: ServingStatus, clock: ManualClock) throws {
    self.environment = environment
    self.servingStatus = servingStatus
    self.clock = clock
    let loop = EmbeddedEventLoop()
    let outbox = ConnectionOutbox(eventLoop: loop)
    _ = environment.registry.add(outbox)
    handler = ConnectionHandler(environment: environment, outbox: outbox)
    channel = EmbeddedChannel(handler: handler, loop: loop)
    try channel.pipeline.syncOperations.addHandler(socket, position: .first)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 51_234)).wait()
  }

  /// True until the server has ended its side of the stream, by itself or with the connection.
  var isOpen: Bool { channel.isActive && !socket.isOutputEnded }

  /// True once both sides of the connection have ended.
  var isGone: Bool { !channel.isActive }

  /// The peer ends its side of the stream.
  func endInput() throws {
    // NIO closes a connection whose other side has ended along with this one.
    if socket.isOutputEnded {
      try channel.close().wait()
    } else {
      channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
    runLoop()
  }

  /// One read of the connection, of these bytes.
  func receive(_ bytes: ByteBuffer...) throws {
    var read = ByteBuffer()
    for var part in bytes {
      read.writeBuffer(&part)
    }
    try channel.writeInbound(read)
  }

  /// The answers that were written since the last time.
  func answers() throws -> [WireAnswer] {
    while let written = try channel.readOutbound(as: ByteBuffer.self) {
      writes += 1
      decoder.append(written)
    }
    var answers: [WireAnswer] = []
    while let event = try decoder.next() {
      guard case .frame(let frame) = event else { continue }
      answers.append(try WireAnswer(frame))
    }
    return answers
  }

  /// Lets time pass, and the timers ring that are due.
  func advance(by duration: Duration) {
    clock.advance(by: duration)
    channel.embeddedEventLoop.advanceTime(by: TimeAmount(duration))
  }

  /// The server stops.
  func beginDrain() {
    servingStatus.beginDrain()
    environment.registry.beginDrain(emptied: nil)
    runLoop()
  }

  /// The time of the drain is over.
  func endDrain() {
    environment.registry.endDrain()
    runLoop()
  }

  /// Runs what was put off to the event loop.
  func runLoop() {
    channel.embeddedEventLoop.run()
  }

  /// Has the peer read, or not.
  func setWritable(_ isWritable: Bool) {
    channel.isWritable = isWritable
    channel.pipeline.fireChannelWritabilityChanged()
  }
}
