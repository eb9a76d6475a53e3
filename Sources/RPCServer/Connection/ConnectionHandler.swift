import CampaignApplication
import CampaignService
import Logging
import NIOCore
import RPCCodec

/// One connection: takes the frames out of what was read, has each call served, writes the answers of a turn at once.
///
/// The ConnectionStateMachine decides what is allowed and what follows; this type carries it out. It lives on the event
/// loop of its channel, and after the channel is gone for as long as calls are at work.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let environment: ConnectionEnvironment
  let outbox: ConnectionOutbox
  let codec: MessageCodec
  var machine: ConnectionStateMachine
  var decoder: FrameDecoder
  var answers: AnswerBuffer
  var timer = DeadlineTimer()
  /// `nil` before the channel has this handler and when the channel is gone.
  var context: ChannelHandlerContext?
  private(set) var peer = "unknown"
  /// The time of the turn; the clock is read once for many calls.
  var now: MonotonicTime
  /// The time at which the peer last sent something.
  private(set) var lastRead: MonotonicTime
  /// Answers of a turn are written at its end.
  var isInTurn = false
  /// Frames that were served, modulo 256.
  var servedFrames: UInt8 = 0
  /// The channel wanted to read while nothing could be taken.
  var isReadHeldBack = false
  /// Frames may be left in the decoder because the connection had all calls that it may have.
  var hasUnreadFrames = false
  var deliveredEntries: [ConnectionOutbox.Entry] = []
  /// Memory that a burst of calls took is given back soon, unless calls come.
  var isGivingBack = false
  /// All bytes that were written to the channel.
  var writtenBytes = 0
  /// The observation of whether the peer takes what is written, while there is one.
  var progress: WriteProgress?
  /// `nil` until the connection asks for its first page.
  var pages: ConnectionPages?

  /// Makes the handler, on the event loop of the outbox.
  init(environment: ConnectionEnvironment, outbox: ConnectionOutbox) {
    self.environment = environment
    self.outbox = outbox
    let shared = environment.codecs.shared(on: outbox.eventLoop)
    self.codec = shared.statuses.codec
    self.machine = ConnectionStateMachine(limits: environment.limits)
    self.decoder = FrameDecoder(limits: FrameLimits(maximumDataBytes: environment.limits.maximumRequestBytes))
    self.answers = AnswerBuffer(statuses: shared.statuses, spare: shared.spare)
    self.now = MonotonicTime(environment.now())
    self.lastRead = now
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    outbox.attach(self)
  }

  func channelActive(context: ChannelHandlerContext) {
    peer = context.remoteAddress?.hostAndPort ?? peer
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // Nobody could be answered behind our own end of the stream: what comes is thrown away.
    guard machine.isServing else { return }
    beginTurn()
    lastRead = now
    decoder.append(unwrapInboundIn(data))
    hasUnreadFrames = true
    serveFrames()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    endTurn()
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if machine.reads {
      context.read()
    } else {
      isReadHeldBack = true
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      // All that came before was read by now, however many calls were in flight: NIO holds no end back.
      inTurn { machine.peerEnded() }
      watchWrites()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    machine.writabilityChanged(to: context.channel.isWritable)
    if context.channel.isWritable {
      countOtherBytes(0)
    }
    // A write of a turn may be what caused it: then the turn's end sees the change.
    inTurn {}
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    environment.logger.debug("connection failed", metadata: ["peer": "\(peer)", "error": "\(error)"])
    close(.transportFailed)
  }

  func channelInactive(context: ChannelHandlerContext) {
    channelEnded()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    channelEnded()
  }
}

/// Memory that a burst of calls took is given back when the connection has been without calls for a moment: bursts that
/// follow each other closely use it again.
extension ConnectionHandler {
  /// Calls may have ended.
  func giveBackMemoryLater() {
    guard machine.callsInFlight == 0, !isGivingBack, holdsMemoryOfBurst else { return }
    isGivingBack = true
    outbox.schedule(in: Self.idleDelay) { $0.giveBackMemory() }
  }

  private static let idleDelay = Duration.seconds(1)

  private var holdsMemoryOfBurst: Bool {
    machine.callCapacity > CallSlots<InFlightCall>.keptCount
      || deliveredEntries.capacity > CallSlots<InFlightCall>.keptCount
  }

  private func giveBackMemory() {
    isGivingBack = false
    guard machine.callsInFlight == 0, !isInTurn else { return }
    environment.freedMemory.note(machine.shrink() + deliveredEntries.giveBack() + outbox.shrink())
  }
}
