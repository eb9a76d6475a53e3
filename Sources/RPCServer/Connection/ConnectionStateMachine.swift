import CampaignApplication
import CampaignService
import RPCCodec

/// The rules of one connection as a value: which frames are calls, who is answered, when to read, when to close.
///
/// It does no I/O: each transition says what is to be done and the ConnectionHandler does it. `ConnectionPhase` draws
/// the way of a connection.
struct ConnectionStateMachine {
  enum FrameAction: Equatable {
    case serve(streamID: UInt32)
    case refuse(streamID: UInt32, CallError)
    case skip
    case close(CloseReason)
  }

  private let limits: ConnectionLimits
  private(set) var phase = ConnectionPhase.open
  /// The peer's end of the stream has come.
  private(set) var hasPeerEnded = false
  /// The server stops: new calls are refused, which takes no place among those in flight.
  private(set) var isDraining = false
  /// The server waits no longer for calls.
  private(set) var hasDrainEnded = false
  private var isWritable = true
  private var calls = CallSlots<InFlightCall>()
  /// No deadline lies before it; `nil`: none is known. May be earlier than the earliest: calls end without an update.
  private var earliestDeadline: MonotonicTime?

  init(limits: ConnectionLimits) {
    self.limits = limits
  }

  var isClosed: Bool { phase == .closed }

  /// True while frames are served and calls answered.
  @inline(__always)
  var isServing: Bool { phase < .closing }

  /// The number of calls with work that has not ended, answered or not.
  var callsInFlight: Int { calls.count }

  /// The number of calls that there is memory for.
  var callCapacity: Int { calls.capacity }

  /// True while the next frame may be taken; otherwise nothing is read from the peer.
  ///
  /// It is inlined, because otherwise the connection's machine is copied for each frame to ask it.
  @inline(__always)
  var takesFrames: Bool {
    phase < .closing && isWritable && (calls.count < limits.maximumCalls || isDraining)
  }

  /// True while the peer is read: for frames, or to throw away what it still sends.
  @inline(__always)
  var reads: Bool { takesFrames || phase == .closing }

  /// True when a peer that sends nothing any more has all its answers, if no frame is left of what it sent.
  @inline(__always)
  var isAnswered: Bool { phase == .halfClosed && calls.waitingCount == 0 }

  /// A frame came, or the header of one that is too large to be kept.
  mutating func receive(_ event: FrameEvent) -> FrameAction {
    switch event {
    case .frame(let frame): receive(frame.header, isOversized: false)
    case .oversized(let header): receive(header, isOversized: true)
    }
  }

  private mutating func receive(_ header: FrameHeader, isOversized: Bool) -> FrameAction {
    guard isServing else { return .skip }
    // Data frames belong to streams, which are refused when they are opened; other types are for later versions.
    guard header.type == FrameType.request else { return .skip }
    guard header.streamID % 2 == 1 else { return .close(.streamIDNotOdd(header.streamID)) }
    guard !calls.holds(streamID: header.streamID) else { return .close(.streamIDInFlight(header.streamID)) }
    if isOversized {
      return .refuse(
        streamID: header.streamID, .requestTooLarge(bytes: header.length, limit: limits.maximumRequestBytes))
    }
    // Unary clients send 0; REMOTE_CLOSED and REMOTE_OPEN open streams, and no other flag is defined.
    guard header.flags == 0 else {
      return .refuse(streamID: header.streamID, .notUnary("with flags 0 in place of \(header.flags)"))
    }
    return .serve(streamID: header.streamID)
  }

  /// A call that may be served, and was not refused at once, goes to work: its stream is in flight from now on.
  mutating func take(streamID: UInt32) -> CallToken {
    calls.take(streamID: streamID)
  }

  /// The call was let in: from now on its deadline counts.
  mutating func begin(_ call: InFlightCall, for token: CallToken) {
    calls.keep(call, for: token)
  }

  /// The call waits for its use case.
  ///
  /// - Returns: the time to look at the deadlines, if that is earlier than was said before.
  mutating func awaitCompletion(of token: CallToken) -> MonotonicTime? {
    guard let deadline = calls.value(for: token)?.deadline else { return nil }
    if let earliestDeadline, earliestDeadline <= deadline { return nil }
    earliestDeadline = deadline
    return deadline
  }

  /// True while somebody waits for the call's answer, so that its work may begin.
  func isWanted(_ token: CallToken) -> Bool {
    isServing && calls.isWaiting(token)
  }

  /// The work of a call ended.
  ///
  /// - Returns: the stream to answer, `nil` when nobody waits (any more) for an answer, and what was kept of the call.
  mutating func finish(_ token: CallToken) -> (streamID: UInt32?, call: InFlightCall?)? {
    guard let released = calls.release(token) else { return nil }
    return (isServing ? released.streamID : nil, released.value)
  }

  /// No call is in flight any more: gives back what a burst of them took, and says about how many bytes those were.
  mutating func shrink() -> Int {
    calls.shrink()
  }

  struct Expiry {
    /// The calls to answer with DEADLINE_EXCEEDED. Their slots stay taken until their work ends.
    var expired: [(token: CallToken, streamID: UInt32, call: InFlightCall)] = []
    /// The time to look again.
    var next: MonotonicTime?
  }

  /// Ends the calls whose time is over and that are not decided.
  mutating func expire(now: MonotonicTime) -> Expiry {
    var expiry = Expiry()
    guard isServing else { return expiry }
    calls.markAnswered { token, streamID, value in
      guard let deadline = value.deadline else { return false }
      guard deadline <= now else {
        expiry.next = min(expiry.next ?? deadline, deadline)
        return false
      }
      // Asked once: a call that is decided can't expire any more, it finishes.
      value.deadline = nil
      guard value.call.expire() else { return false }
      expiry.expired.append((token, streamID, value))
      return true
    }
    earliestDeadline = expiry.next
    return expiry
  }

  /// The peer reads its answers (again), or doesn't.
  mutating func writabilityChanged(to isWritable: Bool) {
    self.isWritable = isWritable
  }

  /// The peer's end of the stream came. Calls from before are served, and the connection closes when all is answered.
  mutating func peerEnded() {
    hasPeerEnded = true
    if phase == .open { phase = .halfClosed }
  }

  /// The server stops: the connection lives until all calls of the server have ended.
  mutating func beginDrain() {
    isDraining = true
  }

  /// A call that the drain's limit ends.
  struct EndedCall {
    let streamID: UInt32
    let call: InFlightCall
    /// True: nothing was done and nothing will be; else a COMMIT may be under way.
    let isUndecided: Bool
  }

  /// The server waits no longer: who still waits for an answer gets one now, whatever becomes of the call's work.
  mutating func endDrain() -> [EndedCall] {
    hasDrainEnded = true
    var ended: [EndedCall] = []
    guard isServing else { return ended }
    calls.markAnswered { _, streamID, value in
      let isUndecided = value.call.expire() || value.call.isOver()
      ended.append(EndedCall(streamID: streamID, call: value, isUndecided: isUndecided))
      return true
    }
    earliestDeadline = nil
    return ended
  }

  /// Nobody is answered any more but by what is to be written. False: that is so already.
  mutating func beginClosing() -> Bool {
    guard isServing else { return false }
    phase = .closing
    dropUndecided()
    return true
  }

  /// The connection is gone: nobody is answered any more, and what is not decided need not be.
  mutating func close() {
    guard phase != .closed else { return }
    phase = .closed
    dropUndecided()
  }

  private mutating func dropUndecided() {
    earliestDeadline = nil
    calls.markAnswered { _, _, value in value.call.expire() }
  }
}

/// The stage of a connection.
///
/// Exits: open → halfClosed, closing, closed; halfClosed → closing, closed; closing → closed; closed → (none). To drain
/// is no phase of its own: a connection that is open or half-closed goes on serving while it drains, by refusing.
enum ConnectionPhase: UInt8, Comparable {
  /// Both ends send.
  case open
  /// The peer sends nothing any more; what it sent is served.
  case halfClosed
  /// Nobody is answered any more. Earlier answers are written, then our end of the stream, and what still comes is
  /// thrown away until the peer's end: a socket that is closed with input unread takes back answers that are on their
  /// way.
  case closing
  case closed

  static func < (left: ConnectionPhase, right: ConnectionPhase) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The reason for which the server closed a connection.
enum CloseReason: Error, Equatable, Sendable {
  /// A client's stream ids are odd.
  case streamIDNotOdd(UInt32)
  case streamIDInFlight(UInt32)
  /// A length beyond what the protocol allows: what follows can't be told apart from frames.
  case frameTooLong(UInt32)
  /// The peer sends nothing any more, and all that it sent is answered.
  case peerEnded
  /// The peer doesn't read its answers.
  case tooManyBytesWaiting(Int)
  /// The peer took no byte for so long, though there are some for it.
  case peerTakesNothing(Duration)
  case drained
  case drainTimeOver
  case transportFailed
}
