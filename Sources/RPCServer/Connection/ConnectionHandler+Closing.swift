import Logging
import NIOCore

extension ConnectionHandler {
  /// Closes the connection; answers that are encoded get their last chance.
  func close(_ reason: CloseReason) {
    guard !machine.isClosed else { return }
    environment.logger.debug("closing a connection", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
    endCalls()
    writeAnswers()
    context?.close(promise: nil)
    callsMayHaveEnded()
  }

  /// Closes the connection once the peer has taken the answers that are written.
  func closeWhenWritten(_ reason: CloseReason) {
    writeAnswers()
    guard !machine.isClosed, let context else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in self.close(reason) }
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
  }

  /// A connection that is gone keeps its place among the server's connections until the work of its calls ended: a
  /// client that calls and hangs up again and again gets no more work out of the server than one that waits.
  func callsMayHaveEnded() {
    guard machine.callsInFlight == 0 else { return }
    if context == nil {
      outbox.detach()
      environment.registry.remove(outbox)
    } else if machine.isDraining {
      environment.registry.callsEnded(of: outbox)
    }
  }

  /// The server stops. New calls are refused (the interceptors see to that), those in flight finish.
  func beginDrain() {
    machine.beginDrain()
    callsMayHaveEnded()
  }

  /// No call is in flight any more on any connection. Staying for another moment gives requests that were already on
  /// their way the answer that the server is draining, in place of a cut connection that says nothing about their fate.
  func finishDrain() {
    let outbox = outbox
    outbox.eventLoop.scheduleTask(in: environment.drainLinger) { outbox.lingerEnded() }
  }
}
