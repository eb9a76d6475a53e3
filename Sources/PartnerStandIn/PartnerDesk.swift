import Synchronization

/// The state of a stand-in, which all its connections share.
final class PartnerDesk: Sendable {
  /// A coupon that the service works on.
  struct Unfinished {
    var polls: Int
    let body: String
    let isRefused: Bool
  }

  struct State {
    var unfinished: [String: Unfinished] = [:]
    var book = PartnerBook()
    var calls: [PartnerCall] = []
    var count = 0
    var connectionCount = 0
    var reaction: @Sendable (PartnerCall) -> PartnerReaction
  }

  /// An answer; `nil`: the connection is cut.
  struct Answer {
    let status: Int
    var headers: [String: String] = [:]
    var body = ""
  }

  /// The most calls that are remembered.
  private let callLimit: Int
  let state: Mutex<State>

  init(callLimit: Int, reaction: @escaping @Sendable (PartnerCall) -> PartnerReaction) {
    self.callLimit = callLimit
    state = Mutex(State(reaction: reaction))
  }

  /// Numbers a request that came, and says what is to be done with it.
  func receive(method: String, target: String, headers: [String: String], body: String) -> (
    PartnerCall, PartnerReaction
  ) {
    state.withLock { state in
      state.count += 1
      let call = PartnerCall(number: state.count, method: method, target: target, headers: headers, body: body)
      if state.calls.count < callLimit { state.calls.append(call) }
      return (call, state.reaction(call))
    }
  }

  /// Does it.
  func answer(_ call: PartnerCall, _ reaction: PartnerReaction) -> Answer? {
    if reaction.cut == .before { return nil }
    let answer = reaction.status.map { Answer(status: $0, headers: reaction.headers, body: reaction.body) }
    let entered = answer ?? enter(call, reaction)
    return reaction.cut == .after ? nil : entered
  }

  private func enter(_ call: PartnerCall, _ reaction: PartnerReaction) -> Answer {
    guard !call.key.isEmpty else { return Answer(status: 400, body: "{\"error\":\"no Idempotency-Key\"}") }
    return state.withLock { state in
      switch call.method {
      case "POST":
        if state.book.pages[call.key] == nil, reaction.polls > 0 || state.unfinished[call.key] != nil {
          let new = Unfinished(polls: reaction.polls, body: call.body, isRefused: reaction.isRefused)
          state.unfinished[call.key] = state.unfinished[call.key] ?? new
          return Self.requested(status: 202, call)
        }
        return Self.answer(state.book.post(key: call.key, body: call.body, isRefused: reaction.isRefused), status: 422)
      case "GET": return Self.poll(call, &state)
      case "DELETE":
        state.unfinished[call.key] = nil
        return switch state.book.delete(key: call.key) {
        case .taken, .refused: Answer(status: 200)
        case .closed: Answer(status: 410)
        case nil: Answer(status: 404)
        }
      default: return Answer(status: 405)
      }
    }
  }

  private static func poll(_ call: PartnerCall, _ state: inout State) -> Answer {
    if let page = state.book.pages[call.key] { return answer(page, status: 200) }
    guard var unfinished = state.unfinished[call.key] else { return Answer(status: 404) }
    unfinished.polls -= 1
    state.unfinished[call.key] = unfinished
    guard unfinished.polls <= 0 else { return requested(status: 200, call) }
    state.unfinished[call.key] = nil
    return answer(
      state.book.post(key: call.key, body: unfinished.body, isRefused: unfinished.isRefused), status: 200)
  }

  private static func requested(status: Int, _ call: PartnerCall) -> Answer {
    Answer(status: status, headers: ["location": "/status/\(call.key)"], body: "{\"status\":\"REQUESTED\"}")
  }

  /// `status`: that of a refusal.
  private static func answer(_ page: PartnerBook.Page, status: Int) -> Answer {
    switch page {
    case .taken: Answer(status: 200, body: "{\"status\":\"DONE\"}")
    case .refused, .closed: Answer(status: status, body: "{\"status\":\"FAIL\"}")
    }
  }
}
