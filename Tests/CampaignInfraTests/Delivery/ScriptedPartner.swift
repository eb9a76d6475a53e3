import CampaignApplication
import CampaignDomain
import Synchronization

/// A partner's service without a network: answers what a test says, and keeps what it was asked.
final class ScriptedPartner: PartnerService {
  private struct State {
    var requests: [PartnerRequest] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
    var isHeld = false
  }

  private let state = Mutex(State())
  private let reply: @Sendable (PartnerRequest) -> PartnerReply

  /// Answers at once, unless it is held.
  init(_ reply: @escaping @Sendable (PartnerRequest) -> PartnerReply = { _ in .answer(PartnerAnswer(status: 200)) }) {
    self.reply = reply
  }

  func send(_ request: PartnerRequest) async -> PartnerReply {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        state.requests.append(request)
        if state.isHeld { state.waiting.append(continuation) }
        return !state.isHeld
      }
      if goesOn { continuation.resume() }
    }
    return reply(request)
  }

  /// Answers nothing until it is let go.
  func hold() { state.withLock { $0.isHeld = true } }

  func letGo() {
    let waiting = state.withLock { state in
      defer { (state.waiting, state.isHeld) = ([], false) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  var requests: [PartnerRequest] { state.withLock { $0.requests } }
}
