internal import NIOCore
internal import RPCCodec

/// One channel of a load: writes requests, matches answers, keeps one timer. It does for one method alone
/// what `RPCConnection` does for every call, at a fraction of the cost: a request leaves behind an entry in a ring, and
/// neither a call, a closure nor a message of its own.
final class LoadChannelHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let eventLoop: any EventLoop
  private let template: UserRequestTemplate
  private let naming: UserNaming
  private let timeout: TimeAmount
  private var inFlight = InFlightRequests(maximumWaiting: LoadPlan.maximumCallsOfConnection)
  private var decoder = FrameDecoder(limits: .client)
  private var context: ChannelHandlerContext?
  private var outgoing = ByteBuffer()
  private var isTimerArmed = false
  private var isEnded = false
  private weak var sender: LoadSender?

  init(plan: LoadPlan, naming: UserNaming, sender: LoadSender?, eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.naming = naming
    self.sender = sender
    timeout = TimeAmount(plan.options.timeout)
    template = UserRequestTemplate(
      method: plan.options.through == .issue ? .issueCoupon : .joinQueue, campaignID: plan.options.campaignID,
      timeoutNanoseconds: max(1, timeout.nanoseconds))
  }

  /// The number of requests that wait for their answers.
  var waiting: Int { inFlight.waiting }

  /// True if a request may be sent.
  var hasRoom: Bool {
    !isEnded && inFlight.hasRoom && outgoing.readableBytes <= LoadPlan.maximumPendingBytes
  }

  /// Encodes a request; it leaves with the next ``flush()``. False when it can't be sent.
  func send(_ request: InFlightRequest, at time: NIODeadline) -> Bool {
    guard hasRoom, let streamID = inFlight.begin(request, deadline: time + timeout) else { return false }
    withUnsafeTemporaryAllocation(byteCount: UserNaming.maximumBytes, alignment: 8) { name in
      let count = naming.write(request.number, to: name)
      template.append(
        streamID: streamID, user: UnsafeRawBufferPointer(rebasing: name.prefix(count)), to: &outgoing)
    }
    if !isTimerArmed { armTimer() }
    return true
  }

  /// Writes what was encoded, unless the server doesn't read what it got before.
  func flush() {
    guard outgoing.readableBytes > 0, let context, context.channel.isWritable else { return }
    context.writeAndFlush(wrapOutboundOut(outgoing), promise: nil)
    // A buffer that was written at once gives its memory back; otherwise there is a new buffer.
    outgoing.clear(minimumCapacity: min(outgoing.capacity, 1 << 16))
  }

  // MARK: Events of the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isEnded, let sender else { return }
    let now = NIODeadline.now()
    decoder.append(unwrapInboundIn(data))
    do {
      while let event = try decoder.next() { try receive(event, at: now, for: sender) }
    } catch {
      // A peer that doesn't speak the protocol gives no answer that could be believed.
      end(as: .malformed)
      context.close(promise: nil)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    sender?.didRead(self)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    flush()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(as: .connectionLost)
    self.context = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(as: .connectionLost)
    context.close(promise: nil)
  }

  // MARK: Reading

  private struct ProtocolFault: Error {}

  private func receive(_ event: FrameEvent, at now: NIODeadline, for sender: LoadSender) throws {
    switch event {
    case .frame(let frame):
      guard let request = try match(frame.header) else { return }
      sender.wasAnswered(request, with: frame.data, at: now)
    case .oversized(let header):
      guard let request = try match(header) else { return }
      sender.wasNotAnswered(request, outcome: .malformed, at: now)
    }
  }

  private func match(_ header: FrameHeader) throws -> InFlightRequest? {
    guard header.type == FrameType.response else {
      // Types that the protocol doesn't know are skipped; the others no server sends to a unary call.
      if FrameType.isKnown(header.type) { throw ProtocolFault() }
      return nil
    }
    switch inFlight.end(streamID: header.streamID) {
    case .request(let request): return request
    case .abandoned: return nil
    case .none: throw ProtocolFault()
    }
  }

  /// The requests that wait get no answer.
  private func end(as outcome: Outcome) {
    guard !isEnded else { return }
    isEnded = true
    outgoing = ByteBuffer()
    let now = NIODeadline.now()
    while let request = inFlight.takeFirst() { sender?.wasNotAnswered(request, outcome: outcome, at: now) }
    sender?.didRead(self)
  }

  // MARK: The timer

  /// One timer for all requests. Mostly it finds them answered, and waits for the next; so it fires once a time limit.
  private func armTimer() {
    guard !isEnded, let deadline = inFlight.firstDeadline else {
      isTimerArmed = false
      return
    }
    isTimerArmed = true
    eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.expire() }
  }

  private func expire() {
    let now = NIODeadline.now()
    var hasExpired = false
    while let request = inFlight.takeExpired(now: now) {
      hasExpired = true
      sender?.wasNotAnswered(request, outcome: .timedOut, at: now)
    }
    if inFlight.isStuck {
      end(as: .connectionLost)
      context?.close(promise: nil)
    }
    armTimer()
    if hasExpired { sender?.didRead(self) }
  }
}
