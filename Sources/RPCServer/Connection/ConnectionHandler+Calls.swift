import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec

extension ConnectionHandler {
  /// Carries out what the state machine says of a frame.
  func serve(_ event: FrameEvent) {
    switch machine.receive(event) {
    case .serve(let streamID):
      guard case .frame(let frame) = event else { return }
      serve(frame.data, streamID: streamID)
    case .refuse(let streamID, let error):
      append(error, streamID: streamID, record: CallRecord(methodIndex: nil, startTime: now))
    case .skip:
      break
    case .close(let reason):
      closeForFault(reason)
    }
  }

  private func serve(_ data: ByteBuffer, streamID: UInt32) {
    let admitted: AdmittedCall
    do {
      admitted = try environment.router.admit(data, now: now, codec: codec)
    } catch {
      return append(error.error, streamID: streamID, record: error.record)
    }
    // Nearly everybody of a crowd ends here: no slot is taken and nothing allocated.
    let screening = environment.router.screen(admitted, now: now, codec: codec)
    if case .refused(let refusal) = screening {
      return append(refusal, streamID: streamID, record: admitted.call.record)
    }
    let token = machine.take(streamID: streamID)
    let incoming = admitted.call
    let call = Call(deadline: incoming.deadline?.instant)
    machine.begin(InFlightCall(call: call, record: incoming.record, deadline: incoming.deadline), for: token)
    let context = CallContext(
      call: call, peer: peer, principal: incoming.principal, metadata: incoming.metadata,
      language: incoming.record.language)
    do {
      let page = try environment.router.serve(
        admitted, screening: screening, context: context, codec: codec,
        address: ReturnAddress(outbox: outbox, token: token, streamID: streamID))
      if let page {
        awaitRoom(for: page, of: token)
      }
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
      let failure = answers.append(message, in: call?.record.language ?? .korean, streamID: streamID)
      if let call {
        environment.router.ended(call.record, code: failure?.code ?? .ok, now: now)
      }
    }
    callsMayHaveEnded()
  }

  /// A call failed or was refused.
  func finish(_ token: CallToken, failure error: CallError) {
    guard let (streamID, call) = machine.finish(token) else { return }
    let record = call?.record ?? CallRecord(methodIndex: nil, startTime: now)
    // Asking whether anybody waits comes later: a fault of our own is worth a line even when the caller is gone.
    let error = environment.faultLog.withoutInnerText(error, method: environment.router.name(of: record), peer: peer)
    if let streamID {
      append(error, streamID: streamID, record: record)
    }
    callsMayHaveEnded()
  }

  func append(_ error: CallError, streamID: UInt32, record: CallRecord) {
    let code = answers.append(error, in: record.language, streamID: streamID)
    environment.router.ended(record, code: code, now: now)
  }

  private func setTimer(for deadline: MonotonicTime) {
    let outbox = outbox
    timer.set(for: deadline, now: now, on: outbox.eventLoop) { outbox.deadlineCame() }
  }

  /// The timer rang: answers the calls whose time is over. Their work goes on until it ends by itself.
  func expireCalls() {
    inTurn {
      let expiry = machine.expire(now: now)
      for (_, streamID, call) in expiry.expired {
        append(.timeOver, streamID: streamID, record: call.record)
      }
      stopWaiting(expiry.expired.map(\.token))
      if let next = expiry.next {
        setTimer(for: next)
      }
    }
    giveBackMemoryLater()
  }
}
