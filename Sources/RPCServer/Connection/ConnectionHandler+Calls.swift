import CampaignApplication
import NIOCore
import RPCCodec

extension ConnectionHandler {
  /// Carries out what the state machine says of a frame.
  func serve(_ event: FrameEvent) {
    switch machine.receive(event) {
    case .serve(let token):
      guard case .frame(let frame) = event else { return }
      serve(frame.data, as: token)
    case .refuse(let streamID, let error):
      append(error, streamID: streamID, record: .unrouted(startedAt: now))
    case .skip:
      break
    case .close(let reason):
      close(reason)
    }
  }

  private func serve(_ data: ByteBuffer, as token: CallToken) {
    let admitted: AdmittedCall
    do {
      admitted = try environment.router.admit(data, peer: peer, now: now, codec: codec)
    } catch {
      if let streamID = machine.finish(token)?.streamID {
        append(error.error, streamID: streamID, record: error.record)
      }
      return
    }
    machine.begin(InFlightCall(call: admitted.context.call, record: admitted.record), for: token)
    do {
      try admitted.serve(codec: codec, outbox: outbox, token: token)
    } catch {
      return finish(token, failure: error)
    }
    // A call that was answered while it was served, from memory, needs no timer.
    if let deadline = machine.awaitCompletion(of: token) {
      setTimer(for: deadline)
    }
  }

  /// A call succeeded: its answer is encoded for the write at the end of the turn.
  func finish<Message: WireMessage>(_ token: CallToken, success message: Message) {
    guard let (streamID, call) = machine.finish(token) else { return }
    if let streamID {
      let failure = answers.append(message, streamID: streamID)
      if let call {
        environment.router.ended(call.record, code: failure.map { ErrorRow(for: $0).code } ?? .ok, now: now)
      }
    }
    callsMayHaveEnded()
  }

  /// A call failed or was refused.
  func finish(_ token: CallToken, failure error: CallError) {
    guard let (streamID, call) = machine.finish(token) else { return }
    let record = call?.record ?? .unrouted(startedAt: now)
    // Before asking whether anybody waits: a fault of our own is worth a line even when the caller is gone.
    let error = environment.faultLog.withoutInnerText(error, method: environment.router.name(of: record), peer: peer)
    if let streamID {
      append(error, streamID: streamID, record: record)
    }
    callsMayHaveEnded()
  }

  private func append(_ error: CallError, streamID: UInt32, record: CallRecord) {
    let code = answers.append(error, streamID: streamID)
    environment.router.ended(record, code: code, now: now)
  }

  private func setTimer(for deadline: ContinuousClock.Instant) {
    let outbox = outbox
    timer.set(for: deadline, now: now, on: outbox.eventLoop) { outbox.deadlineCame() }
  }

  /// The timer rang: answers the calls whose time is over. Their work goes on until it ends by itself.
  func expireCalls() {
    inTurn {
      let expiry = machine.expire(now: now)
      for (streamID, call) in expiry.expired {
        append(.timeOver, streamID: streamID, record: call.record)
      }
      if let next = expiry.next {
        setTimer(for: next)
      }
    }
  }
}
