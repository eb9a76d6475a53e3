import Synchronization

/// The state of a stand-in, which all its connections share.
final class PartnerDesk: Sendable {
  struct State {
    var book = PartnerBook()
    var calls: [PartnerCall] = []
    var count = 0
    var reaction: @Sendable (PartnerCall) -> PartnerReaction
  }

  /// An answer; `nil`: the connection is cut.
  struct Answer {
    let status: Int
    var headers: [String: String] = [:]
    var body = ""
  }

  /// The calls that are remembered.
  private static let maximumCalls = 100_000

  let state: Mutex<State>

  init(reaction: @escaping @Sendable (PartnerCall) -> PartnerReaction) {
    state = Mutex(State(reaction: reaction))
  }

  /// Numbers a request that came, and says what is to be done with it.
  func receive(method: String, target: String, headers: [String: String], body: String) -> (
    PartnerCall, PartnerReaction
  ) {
    state.withLock { state in
      state.count += 1
      let call = PartnerCall(number: state.count, method: method, target: target, headers: headers, body: body)
      if state.calls.count < Self.maximumCalls { state.calls.append(call) }
      return (call, state.reaction(call))
    }
  }

  /// Does it.
  func answer(_ call: PartnerCall, _ reaction: PartnerReaction) -> Answer? {
    if reaction.cut == .before { return nil }
    let answer = reaction.status.map { Answer(status: $0, headers: reaction.headers, body: reaction.body) }
    let entered = answer ?? enter(call, isRefused: reaction.isRefused)
    return reaction.cut == .after ? nil : entered
  }

  private func enter(_ call: PartnerCall, isRefused: Bool) -> Answer {
    guard !call.key.isEmpty else { return Answer(status: 400, body: "{\"error\":\"no Idempotency-Key\"}") }
    return state.withLock { state in
      switch call.method {
      case "POST":
        switch state.book.post(key: call.key, body: call.body, isRefused: isRefused) {
        case .taken: Answer(status: 200, body: "{\"status\":\"DONE\"}")
        case .refused, .closed: Answer(status: 422, body: "{\"status\":\"FAIL\"}")
        }
      case "DELETE":
        switch state.book.delete(key: call.key) {
        case .taken, .refused: Answer(status: 200)
        case .closed: Answer(status: 410)
        case nil: Answer(status: 404)
        }
      default: Answer(status: 405)
      }
    }
  }
}
