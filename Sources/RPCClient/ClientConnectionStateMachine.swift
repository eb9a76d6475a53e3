internal import NIOCore
internal import RPCCodec

/// The life of a connection from the client's side, without its socket: which calls wait, under which stream ids and
/// until when. `Call` is whatever the owner needs to finish a call; tests use a string.
///
/// States and their exits: *open* → *closed* by ``close(_:)``, by a frame that can't be, or when the server leaves too
/// many calls unanswered; *closed* is final.
struct ClientConnectionStateMachine<Call> {
  private struct Waiting {
    var call: Call
    var deadline: NIODeadline
  }

  private let maximumCalls: Int
  private var waiting: [UInt32: Waiting] = [:]

  /// Stream ids whose caller no longer waits, but which are in flight for the server until it answers: they can't be
  /// used again, and their answers are expected.
  private var abandoned: Set<UInt32> = []

  private var deadlines = DeadlineQueue()
  private var nextStreamID: UInt32
  private(set) var closure: RPCClientError?

  init(maximumCalls: Int, firstStreamID: UInt32 = 1) {
    self.maximumCalls = maximumCalls
    self.nextStreamID = firstStreamID | 1
  }

  var callsInFlight: Int { waiting.count }

  /// Deadlines that are kept, those of ended calls included.
  var queuedDeadlines: Int { deadlines.count }

  /// The time at which the next call's time is over. Ended calls are forgotten on the way.
  var nextDeadline: NIODeadline? {
    mutating get {
      while let first = deadlines.first {
        if isLive(first) { return first.deadline }
        deadlines.removeFirst()
      }
      return nil
    }
  }

  enum BeginAction: Equatable {
    /// The request goes out under this stream id.
    case send(UInt32)
    case refuse(RPCClientError)
  }

  /// A call wants to be made.
  mutating func begin(_ call: Call, deadline: NIODeadline) -> BeginAction {
    if let closure { return .refuse(closure == .closed ? .closed : .connectionLost) }
    guard waiting.count < maximumCalls else { return .refuse(.tooManyCalls) }
    let streamID = takeStreamID()
    waiting[streamID] = Waiting(call: call, deadline: deadline)
    deadlines.insert(.init(deadline: deadline, streamID: streamID))
    if deadlines.count > 64 + 2 * waiting.count {
      let waiting = waiting
      deadlines.compact { waiting[$0.streamID]?.deadline == $0.deadline }
    }
    return .send(streamID)
  }

  enum ReceiveAction {
    /// The frame's data is this call's answer.
    case finish(Call)
    /// Nobody waits for the frame.
    case ignore
    /// The server doesn't speak the protocol: these calls fail, and the connection ends.
    case close(RPCClientError, [Call])
  }

  /// A frame came.
  mutating func receive(_ header: FrameHeader) -> ReceiveAction {
    guard closure == nil else { return .ignore }
    switch header.type {
    case FrameType.response:
      if let finished = waiting.removeValue(forKey: header.streamID) { return .finish(finished.call) }
      if abandoned.remove(header.streamID) != nil { return .ignore }
      return fail("an answer on stream \(header.streamID), where no call is")
    case FrameType.request, FrameType.data:
      return fail("a frame of type \(header.type), which a server doesn't send to a unary call")
    default:
      return .ignore
    }
  }

  /// The bytes are no frames of this protocol.
  mutating func fail(_ fault: String) -> ReceiveAction {
    let error = RPCClientError.malformedResponse(fault)
    return .close(error, close(error))
  }

  /// A caller no longer wants the answer of a call that was sent.
  mutating func abandon(_ streamID: UInt32) -> Call? {
    guard let dropped = waiting.removeValue(forKey: streamID) else { return nil }
    abandoned.insert(streamID)
    return dropped.call
  }

  /// A request turned out to be impossible to send.
  mutating func forget(_ streamID: UInt32) {
    waiting[streamID] = nil
  }

  /// Time has passed: the calls whose time is over, which are not waited for any more.
  mutating func expire(now: NIODeadline) -> [Call] {
    var expired: [Call] = []
    while let first = deadlines.first, first.deadline <= now {
      deadlines.removeFirst()
      guard waiting[first.streamID]?.deadline == first.deadline, let call = abandon(first.streamID) else { continue }
      expired.append(call)
    }
    return expired
  }

  /// The server left as many calls without any answer as may be in flight: it never will answer, and the connection
  /// is better made anew.
  var isStuck: Bool { abandoned.count >= maximumCalls }

  /// The connection is over; the calls that wait are returned and fail.
  mutating func close(_ reason: RPCClientError) -> [Call] {
    guard closure == nil else { return [] }
    closure = reason
    let calls = waiting.sorted { $0.key < $1.key }.map(\.value.call)
    waiting = [:]
    abandoned = []
    deadlines = DeadlineQueue()
    return calls
  }

  private func isLive(_ entry: DeadlineQueue.Entry) -> Bool {
    waiting[entry.streamID]?.deadline == entry.deadline
  }

  /// The next odd id that isn't in flight. Ids grow, as other servers of this protocol want it, and begin again at 1
  /// after two thousand million calls. At most two sets bound by `maximumCalls` are in flight, so the search ends.
  private mutating func takeStreamID() -> UInt32 {
    var streamID = nextStreamID
    while waiting[streamID] != nil || abandoned.contains(streamID) { streamID = streamID &+ 2 }
    nextStreamID = streamID &+ 2
    return streamID
  }
}
