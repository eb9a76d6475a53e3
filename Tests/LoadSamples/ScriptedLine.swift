internal import CampaignDomain
internal import RPCCodec
package import ScriptedServer
internal import Synchronization

/// The waiting queue of a ``ScriptedCampaign``. It moves on by a batch each time that somebody asks for a place in it,
/// and keeps every rule unless it is told to break one.
package final class ScriptedLine: Sendable {
  /// The ways in which a line can be wrong.
  package enum Lie: CaseIterable {
    case servesTheLastFirst
    case leavesATicketOut
    case givesATicketTwice
    case letsAUserJoinTwice
    case forgetsAnEntry
    case neverEndsAnEntry
    case losesACoupon
    case countsTooFew
  }

  private struct Entry {
    var message: QueueEntryMessage
    var attempts: Int32 = 0
    var isEnded: Bool { message.status == .completed || message.status == .failed }
  }

  private struct State {
    /// In the order of their joins; claimed ones stand first.
    var entries: [Entry] = []
    var claimed = 0
    var lastTicket: Int64 = 0
    var statusCalls = 0
    var requestCalls = 0
  }

  package let campaign: ScriptedCampaign
  private let batch: Int
  private let lie: Lie?
  /// The ticket that is tried twice, and gets its coupon after all others.
  private let retriedTicket: Int64?
  private let isMoving: Bool
  private let state = Mutex(State())

  package init(
    _ campaign: ScriptedCampaign, batch: Int = 40, lie: Lie? = nil, retriedTicket: Int64? = nil, isMoving: Bool = true
  ) {
    self.campaign = campaign
    self.batch = batch
    self.lie = lie
    self.retriedTicket = retriedTicket
    self.isMoving = isMoving
  }

  /// The calls that asked for a place, and for a request.
  package var calls: (status: Int, request: Int) { state.withLock { ($0.statusCalls, $0.requestCalls) } }

  package func reply(to call: ScriptedCall) -> ScriptedReply {
    switch call.method {
    case "JoinQueue": join(call)
    case "GetQueueStatus": status(call)
    case "GetQueueInfo": info()
    case "GetCouponRequest": request(call)
    default: campaign.reply(to: call)
    }
  }

  private func join(_ call: ScriptedCall) -> ScriptedReply {
    guard let request = try? call.request(as: JoinQueueRequest.self) else { return .cut }
    return state.withLock { state in
      if let entry = state.entries.first(where: { $0.message.userID == request.userID }), lie != .letsAUserJoinTwice {
        return .message(JoinQueueResponse(entry: entry.message))
      }
      state.lastTicket += lie == .leavesATicketOut && state.lastTicket == 3 ? 2 : 1
      let ticket = lie == .givesATicketTwice && state.lastTicket == 4 ? 3 : state.lastTicket
      var generator = SystemRandomNumberGenerator()
      let id = RequestID.new(at: Timestamp(microsecondsSinceEpoch: 1), using: &generator)
      let entry = QueueEntryMessage(
        requestID: id.description, campaignID: request.campaignID, userID: request.userID, status: .waiting,
        position: Int64(state.entries.count - state.claimed) + 1, ticket: ticket)
      state.entries.append(Entry(message: entry))
      return .message(JoinQueueResponse(entry: entry))
    }
  }

  private func status(_ call: ScriptedCall) -> ScriptedReply {
    guard let request = try? call.request(as: GetQueueStatusRequest.self) else { return .cut }
    return state.withLock { state in
      state.statusCalls += 1
      if isMoving { serve(&state) }
      let index = state.entries.lastIndex { $0.message.userID == request.userID }
      guard let index else { return .message(GetQueueStatusResponse(entry: QueueEntryMessage(status: .notInQueue))) }
      var entry = state.entries[index].message
      entry.position = entry.status == .waiting ? Int64(index - state.claimed) + 1 : 0
      return .message(GetQueueStatusResponse(entry: entry))
    }
  }

  private func serve(_ state: inout State) {
    let end = min(state.claimed + batch, state.entries.count)
    var indices = Array(state.claimed..<end)
    if lie == .servesTheLastFirst { indices.reverse() }
    if end == state.entries.count, let retried = state.entries.firstIndex(where: { $0.attempts > 0 && !$0.isEnded }) {
      indices.append(retried)
    }
    state.claimed = end
    for index in indices {
      let entry = state.entries[index]
      if lie == .neverEndsAnEntry, entry.message.ticket == 5 {
        state.entries[index].message.status = .processing
      } else if entry.message.ticket == retriedTicket, entry.attempts == 0 {
        state.entries[index].attempts = 1
        state.entries[index].message.status = .processing
      } else if let coupon = campaign.issueCoupon(to: entry.message.userID, campaignID: entry.message.campaignID) {
        state.entries[index].message.status = .completed
        state.entries[index].message.coupon = coupon
        if lie == .losesACoupon, entry.message.ticket == 5 { state.entries[index].message.coupon?.code += "가" }
      } else {
        state.entries[index].message.status = .failed
        state.entries[index].message.failureReason = "SOLD_OUT"
      }
    }
  }

  private func info() -> ScriptedReply {
    state.withLock { state in
      func count(_ status: QueueStatusMessage) -> Int64 {
        Int64(state.entries.count { $0.message.status == status })
      }
      return .message(
        GetQueueInfoResponse(
          campaignID: 7, queueSize: count(.waiting), processingCount: count(.processing),
          completedCount: max(0, count(.completed) - (lie == .countsTooFew ? 1 : 0)), failedCount: count(.failed)))
    }
  }

  private func request(_ call: ScriptedCall) -> ScriptedReply {
    guard let request = try? call.request(as: GetCouponRequestRequest.self) else { return .cut }
    return state.withLock { state in
      state.requestCalls += 1
      guard let entry = state.entries.first(where: { $0.message.requestID == request.requestID }),
        lie != .forgetsAnEntry || entry.message.ticket != 5
      else { return .status(scriptedStatus(.notFound, "REQUEST_NOT_FOUND")) }
      let message = entry.message
      let status: RequestStatusMessage =
        message.status == .completed ? .done : message.status == .failed ? .fail : .requested
      return .message(
        GetCouponRequestResponse(
          request: CouponRequestMessage(
            requestID: message.requestID, campaignID: message.campaignID, userID: message.userID, status: status,
            coupon: message.coupon, failureReason: message.failureReason, step: "ISSUE", attempts: entry.attempts)))
    }
  }
}
