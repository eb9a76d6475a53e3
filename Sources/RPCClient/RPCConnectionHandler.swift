internal import NIOCore
internal import RPCCodec

/// Carries out on a channel what ``ClientConnectionStateMachine`` decides: reads frames, writes requests, keeps one
/// timer for all calls. Lives on its event loop.
final class RPCConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let eventLoop: any EventLoop
  private let limits: RPCClientConfiguration
  private let codec = MessageCodec(limits: .client)
  private var machine: ClientConnectionStateMachine<RPCCall>
  private var decoder: FrameDecoder
  private var context: ChannelHandlerContext?

  /// Requests of this turn that are not written yet.
  private var outgoing = ByteBuffer()
  private var isFlushPlanned = false
  private var isReading = false

  private var timer: Scheduled<Void>?
  private var timerDeadline = NIODeadline.distantFuture

  init(eventLoop: any EventLoop, configuration: RPCClientConfiguration) {
    self.eventLoop = eventLoop
    self.limits = configuration
    self.machine = ClientConnectionStateMachine(maximumCalls: configuration.maximumCallsInFlight)
    self.decoder = FrameDecoder(limits: FrameLimits(maximumDataBytes: configuration.maximumResponseBytes))
  }

  // MARK: Requests of callers

  func send(_ call: RPCCall, _ request: some MethodRequest, deadline: NIODeadline, metadata: [MetadataEntry]) {
    let timeLeft = deadline - .now()
    guard timeLeft > .nanoseconds(0) else { return call.finish(.failure(.timedOut), with: codec) }
    guard outgoing.readableBytes <= limits.maximumPendingBytes else {
      return call.finish(.failure(.tooManyCalls), with: codec)
    }
    switch machine.begin(call, deadline: deadline) {
    case .refuse(let error):
      call.finish(.failure(error), with: codec)
    case .send(let streamID):
      call.streamID = streamID
      write(call, request, timeLeft: timeLeft, metadata: metadata)
    }
  }

  func cancel(_ call: RPCCall) {
    guard let dropped = machine.abandon(call.streamID) else { return }
    dropped.finish(.failure(.cancelled), with: codec)
    closeIfStuck()
  }

  func close() {
    end(.closed)
  }

  // MARK: Events of the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    isReading = true
    decoder.append(unwrapInboundIn(data))
    do {
      while machine.closure == nil, let event = try decoder.next() { receive(event) }
    } catch {
      carryOut(machine.fail("\(error)"), data: nil)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    flush()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    flush()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(.connectionLost)
    self.context = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(.connectionLost)
  }

  // MARK: Reading

  private func receive(_ event: FrameEvent) {
    switch event {
    case .frame(let frame):
      carryOut(machine.receive(frame.header), data: frame.data)
    case .oversized(let header):
      carryOut(machine.receive(header), data: nil)
    }
  }

  private func carryOut(_ action: ClientConnectionStateMachine<RPCCall>.ReceiveAction, data: ByteBuffer?) {
    switch action {
    case .ignore: break
    case .finish(let call): finish(call, with: data)
    case .close(let error, let calls): fail(calls, with: error)
    }
  }

  private func finish(_ call: RPCCall, with data: ByteBuffer?) {
    guard let data else {
      return call.finish(
        .failure(.malformedResponse("the answer is longer than \(limits.maximumResponseBytes) bytes")), with: codec)
    }
    do {
      let response = try ResponseEnvelope.decode(data, with: codec)
      if let status = response.status, status.code != .ok {
        call.finish(.failure(.status(status)), with: codec)
      } else {
        call.finish(.success(response.payload), with: codec)
      }
    } catch {
      call.finish(.failure(.malformedResponse("\(error)")), with: codec)
      carryOut(machine.fail("\(error)"), data: nil)
    }
  }

  private func end(_ reason: RPCClientError) {
    guard machine.closure == nil else { return }
    fail(machine.close(reason), with: reason)
  }

  private func fail(_ calls: [RPCCall], with error: RPCClientError) {
    timer?.cancel()
    timer = nil
    outgoing = ByteBuffer()
    context?.close(promise: nil)
    for call in calls { call.finish(.failure(error), with: codec) }
  }

  // MARK: Writing

  private func write<Request: MethodRequest>(
    _ call: RPCCall, _ request: Request, timeLeft: TimeAmount, metadata: [MetadataEntry]
  ) {
    do {
      try RequestEncoder.append(
        streamID: call.streamID, method: Request.method, message: request, timeoutNanoseconds: timeLeft.nanoseconds,
        metadata: metadata, to: &outgoing, with: codec)
    } catch {
      // No server would take it; the answer is the one that a server gives to what is a little shorter.
      machine.forget(call.streamID)
      return call.finish(.failure(.status(RPCStatus(code: .resourceExhausted, message: "\(error)"))), with: codec)
    }
    planFlush()
    armTimer()
  }

  private func planFlush() {
    guard !isFlushPlanned, !isReading else { return }
    isFlushPlanned = true
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.execute { bound.value.flush() }
  }

  private func flush() {
    isFlushPlanned = false
    guard outgoing.readableBytes > 0, let context, context.channel.isWritable else { return }
    let bytes = outgoing
    outgoing = context.channel.allocator.buffer(capacity: min(bytes.readableBytes, 1 << 16))
    context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  // MARK: The timer

  private func armTimer() {
    guard let deadline = machine.nextDeadline, deadline < timerDeadline || timer == nil else { return }
    timer?.cancel()
    timerDeadline = deadline
    timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired() }
  }

  private func timerFired() {
    timer = nil
    for call in machine.expire(now: .now()) { call.finish(.failure(.timedOut), with: codec) }
    closeIfStuck()
    armTimer()
  }

  private func closeIfStuck() {
    if machine.isStuck { end(.connectionLost) }
  }
}
