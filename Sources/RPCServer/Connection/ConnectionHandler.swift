import CampaignApplication
import Logging
import NIOCore
import RPCCodec

/// One connection: takes the frames out of what was read, has each call served, writes the answers of a turn at once.
///
/// What is allowed and what follows is decided by the ConnectionStateMachine; this type carries it out. It lives on the
/// event loop of its channel, and after the channel is gone for as long as calls are at work.
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
  /// Nil before the channel has this handler and when the channel is gone.
  var context: ChannelHandlerContext?
  private(set) var peer = "unknown"
  /// The time of the turn; the clock is read once for all calls of a turn.
  var now: MonotonicTime
  /// Answers of a turn are written at its end.
  private(set) var isInTurn = false
  /// The channel wanted to read while nothing could be taken.
  private var isReadHeldBack = false
  /// Frames may be left in the decoder because the connection had all calls that it may have.
  private var hasUnreadFrames = false
  private var deliveredEntries: [ConnectionOutbox.Entry] = []

  /// On the event loop of the outbox.
  init(environment: ConnectionEnvironment, outbox: ConnectionOutbox) {
    self.environment = environment
    self.outbox = outbox
    let statuses = environment.codecs.statusEncoder(on: outbox.eventLoop)
    self.codec = statuses.codec
    self.machine = ConnectionStateMachine(limits: environment.limits)
    self.decoder = FrameDecoder(limits: FrameLimits(maximumDataBytes: environment.limits.maximumRequestBytes))
    self.answers = AnswerBuffer(statuses: statuses, keptCapacity: environment.limits.keptAnswerBytes)
    self.now = MonotonicTime(environment.now())
  }

  // MARK: The channel's events

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    outbox.attach(self)
  }

  func channelActive(context: ChannelHandlerContext) {
    peer = context.remoteAddress?.hostAndPort ?? peer
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !machine.isClosed else { return }
    beginTurn()
    decoder.append(unwrapInboundIn(data))
    hasUnreadFrames = true
    serveFrames()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    endTurn()
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if machine.takesFrames {
      context.read()
    } else {
      isReadHeldBack = true
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    machine.writabilityChanged(to: context.channel.isWritable)
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

  // MARK: Turns

  private func beginTurn() {
    guard !isInTurn else { return }
    isInTurn = true
    now = MonotonicTime(environment.now())
  }

  /// Does work whose answers are written together at its end, or at the end of the turn that it is part of.
  func inTurn(_ work: () -> Void) {
    let isPart = isInTurn
    beginTurn()
    work()
    if !isPart {
      endTurn()
    }
  }

  private func endTurn() {
    repeat {
      serveFrames()
      writeAnswers()
    } while hasUnreadFrames && machine.takesFrames
    isInTurn = false
    if isReadHeldBack, machine.takesFrames {
      isReadHeldBack = false
      context?.read()
    }
  }

  /// A hop of the outbox arrived: encodes all answers that wait and writes them with one flush.
  func deliverAnswers() {
    inTurn {
      outbox.takeEntries(into: &deliveredEntries)
      for entry in deliveredEntries {
        switch entry.answer {
        case .message(let message): finish(entry.token, success: message)
        case .failure(let error): finish(entry.token, failure: error)
        }
        writeManyAnswers()
      }
      deliveredEntries.removeAll(keepingCapacity: true)
    }
  }

  /// A call's work ended on this loop.
  func finish<Message: WireMessage>(_ token: CallToken, with result: Result<Message, CallError>) {
    if !isInTurn {
      now = MonotonicTime(environment.now())
    }
    switch result {
    case .success(let message): finish(token, success: message)
    case .failure(let error): finish(token, failure: error)
    }
    writeManyAnswers()
    if !isInTurn {
      outbox.scheduleHop()
    }
  }

  private func serveFrames() {
    while machine.takesFrames {
      let event: FrameEvent
      do {
        guard let next = try decoder.next() else {
          hasUnreadFrames = false
          return
        }
        event = next
      } catch {
        switch error {
        case .lengthBeyondProtocol(let length): return close(.frameTooLong(length))
        }
      }
      serve(event)
      writeManyAnswers()
    }
  }

  /// Writes what was answered so far, before the end of the turn, if it is as much as one write should hold.
  private func writeManyAnswers() {
    if answers.byteCount >= environment.limits.maximumBytesPerWrite {
      writeAnswers()
    }
  }

  /// Writes what was answered so far with one flush.
  func writeAnswers() {
    guard let context, answers.byteCount > 0 else { return }
    context.writeAndFlush(wrapOutboundOut(answers.bytes), promise: nil)
    answers.reset()
    if !context.channel.isWritable {
      holdBack(context)
    }
  }

  /// The peer doesn't take its answers: nothing more is read from it, and at some point it is given up.
  @inline(never)
  private func holdBack(_ context: ChannelHandlerContext) {
    machine.writabilityChanged(to: false)
    let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    if waiting > environment.limits.maximumBytesWaiting {
      close(.tooManyBytesWaiting(waiting))
    }
  }
}
