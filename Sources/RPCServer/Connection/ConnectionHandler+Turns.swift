import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec

/// A turn is what a connection does at once: its answers are written together at the end.
extension ConnectionHandler {
  func beginTurn() {
    guard !isInTurn else { return }
    isInTurn = true
    readClock()
  }

  func readClock() {
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

  func endTurn() {
    repeat {
      serveFrames()
      writeAnswers()
    } while hasUnreadFrames && machine.takesFrames
    isInTurn = false
    if machine.isAnswered, !hasUnreadFrames {
      return closeWhenWritten(.peerEnded)
    }
    readIfHeldBack()
  }

  func readIfHeldBack() {
    if isReadHeldBack, machine.reads {
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
        case .page(let page): finish(entry.token, success: page)
        case .failure(let error): finish(entry.token, failure: error)
        }
        writeManyAnswers()
      }
      deliveredEntries.removeAll(keepingCapacity: true)
    }
    giveBackMemoryLater()
  }

  /// A call's work ended on this loop.
  func finish<Message: WireMessage>(_ token: CallToken, with result: Result<Message, CallError>) {
    if !isInTurn {
      readClock()
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

  func serveFrames() {
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
        case .lengthBeyondProtocol(let length): return closeForFault(.frameTooLong(length))
        }
      }
      serve(event)
      writeManyAnswers()
      // Knowledge from memory may be used for less than a second: the time of a long turn is no older than that.
      servedFrames &+= 1
      if servedFrames == 0 {
        readClock()
      }
    }
  }

  /// Writes what was answered so far, before the end of the turn, if it is as much as one write should hold.
  func writeManyAnswers() {
    if answers.byteCount >= environment.limits.maximumBytesPerWrite {
      writeAnswers()
    }
  }

  /// Writes what was answered so far with one flush.
  func writeAnswers() {
    guard let context, answers.byteCount > 0 else { return }
    writtenBytes &+= answers.byteCount
    context.writeAndFlush(wrapOutboundOut(answers.bytes), promise: nil)
    answers.reset()
    if !context.channel.isWritable {
      holdBack(context)
    }
  }

  /// The peer doesn't take its answers: nothing more is read from it, and at some point it is given up. Pages have room
  /// of their own; what else waits for the peer leaves them less of it.
  @inline(never)
  func holdBack(_ context: ChannelHandlerContext) {
    machine.writabilityChanged(to: false)
    let waiting = bufferedBytes(of: context) - (pages?.unsentBytes ?? 0)
    if waiting > environment.limits.maximumBytesWaiting {
      reset(.tooManyBytesWaiting(waiting))
    } else {
      countOtherBytes(max(waiting, 0))
      watchWrites()
    }
  }

  /// The bytes that were written and not yet taken by the kernel.
  func bufferedBytes(of context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }
}
