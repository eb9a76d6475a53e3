import CampaignApplication
import CampaignService
import Logging
import NIOCore

extension ConnectionHandler {
  /// Closes the connection at once; answers that are encoded get their last chance.
  func close(_ reason: CloseReason) {
    guard !machine.isClosed else { return }
    endCalls()
    log(reason)
    writeAnswers()
    context?.close(promise: nil)
    callsMayHaveEnded()
  }

  /// The peer doesn't take what is written to it: nothing of that is kept for it, here or in the kernel.
  func reset(_ reason: CloseReason) {
    if let context { SocketReset.prepare(context) }
    close(reason)
  }

  /// The peer broke the protocol: what follows in its stream means nothing. Answers from before still leave, within the
  /// time that a connection has to close.
  func closeForFault(_ reason: CloseReason) {
    closeWhenWritten(reason, within: environment.configuration.closingTimeout)
  }

  /// Serves no more and closes: writes what was answered, ends our side of the stream, and throws away what the peer
  /// sends until its end comes too. A socket that is closed with input unread takes back what it wrote before. `limit`
  /// is the time for all of that; where it is `nil` a peer that takes what is written has as long as that lasts.
  func closeWhenWritten(_ reason: CloseReason, within limit: Duration? = nil) {
    if let limit {
      outbox.schedule(in: limit) { $0.close(reason) }
    }
    guard machine.beginClosing() else { return }
    log(reason)
    timer.cancel()
    stopWaitingForPages()
    writeAnswers()
    guard let context else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenSuccess { _ in
      self.endOutput(reason, isTimed: limit != nil)
    }
    watchWrites()
    hasUnreadFrames = false
    readIfHeldBack()
    callsMayHaveEnded()
  }

  /// Everything is written.
  private func endOutput(_ reason: CloseReason, isTimed: Bool) {
    guard let context, !machine.hasPeerEnded else { return close(reason) }
    context.close(mode: .output, promise: nil)
    if !isTimed {
      outbox.schedule(in: environment.configuration.closingTimeout) { $0.close(reason) }
    }
  }

  /// The channel is gone, by us or by the peer.
  func channelEnded() {
    guard context != nil else { return }
    context = nil
    endCalls()
    callsMayHaveEnded()
  }

  private func endCalls() {
    machine.close()
    timer.cancel()
    stopWaitingForPages()
  }

  private func log(_ reason: CloseReason) {
    environment.logger.debug("closing a connection", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
  }

  /// A connection that is gone keeps its place among the server's connections until the work of its calls ended: a
  /// client that calls and hangs up again and again gets no more work out of the server than one that waits.
  func callsMayHaveEnded() {
    guard machine.callsInFlight == 0 || machine.hasDrainEnded else { return }
    if context == nil {
      outbox.detach()
      environment.registry.remove(outbox)
    } else if machine.isDraining, machine.callsInFlight == 0 {
      environment.registry.callsEnded(of: outbox)
    }
  }
}

/// The server stops.
extension ConnectionHandler {
  /// New calls are refused (the interceptors see to that), those in flight finish.
  func beginDrain() {
    inTurn { machine.beginDrain() }
    callsMayHaveEnded()
  }

  /// No call is in flight any more on any connection. Calls that were on their way are told that the server is
  /// draining, in place of a cut connection that says nothing about their fate: the connection is read until it was
  /// quiet for a moment.
  func finishDrain() {
    let linger = environment.configuration.drainLinger
    outbox.schedule(in: linger) { $0.closeIfQuiet(for: linger) }
  }

  private func closeIfQuiet(for linger: Duration) {
    guard machine.isServing, let context else { return }
    let quiet = Duration.nanoseconds(lastRead.nanoseconds(to: MonotonicTime(environment.now())))
    if quiet >= linger, !hasUnreadFrames, environment.queues.unreadBytes(context) == 0 {
      closeWhenWritten(.drained)
    } else {
      finishDrain()
    }
  }

  /// The drain's time is over. Nothing more is read, and whoever waits for an answer gets one: that the server is
  /// draining, or, where a COMMIT may be under way, that nobody knows the outcome.
  func endDrain() {
    inTurn {
      let ended = machine.endDrain()
      for call in ended {
        append(
          call.isUndecided
            ? .draining(retryAfter: environment.configuration.drainRetryDelay) : .useCase(.outcomeUnknown),
          streamID: call.streamID, record: call.call.record)
      }
    }
    closeWhenWritten(.drainTimeOver, within: environment.configuration.closingTimeout)
    callsMayHaveEnded()
  }
}
