import CampaignApplication
import CampaignService
import NIOCore

/// The server stops.
extension ConnectionHandler {
  /// New calls are refused (the interceptors see to that), those in flight finish.
  func beginDrain() {
    inTurn { machine.beginDrain() }
    callsMayHaveEnded()
  }

  /// No call is in flight any more on any connection. What was on its way is answered, that the server is draining, in
  /// place of a cut connection that says nothing about its fate: the connection is read until it was quiet for a moment.
  func finishDrain() {
    let linger = environment.timings.drainLinger
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

  /// The drain's time is over. Nothing more is read, and whoever waits for an answer gets one: that the server is draining,
  /// or where a COMMIT may be under way that nobody knows.
  func endDrain() {
    inTurn {
      let ended = machine.endDrain()
      for call in ended {
        append(
          call.isUndecided ? .draining(retryAfter: environment.timings.drainRetryDelay) : .useCase(.outcomeUnknown),
          streamID: call.streamID, record: call.call.record)
      }
    }
    closeWhenWritten(.drainTimeOver, within: environment.timings.closingTimeout)
    callsMayHaveEnded()
  }
}
