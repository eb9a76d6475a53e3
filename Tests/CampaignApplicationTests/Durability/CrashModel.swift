import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Synchronization

@testable import CampaignApplication

/// Servers over one database that crashes at any point, driven by chance: calls come, groups run, pages are read, and
/// markers are sent and return between any two steps of all that. After each crash, what was told before is compared
/// with what is left.
final class CrashModel: Sendable {
  private struct State {
    var generator: SplitMix64
    var given: [GivenAnswer] = []
    var contradictions: [String] = []
    var counts: [String: Int] = [:]
    var callCount = 0
    var answerCount = 0
    /// True in the midst of a session's step.
    var isInterrupted = false
    /// True in the midst of reading.
    var isReading = false
  }

  private static let limited = CampaignID(rawValue: 1)
  private static let generous = CampaignID(rawValue: 2)
  private static let unlimited = CampaignID(rawValue: 3)
  private static let ids = [limited, generous, unlimited]

  private let log: ScriptedLog
  private let servers: [CrashModelServer]
  private let openings = Openings()
  private let state: Mutex<State>

  /// With `opensAtOnce` the gates hold nobody.
  init(seed: Int, serverCount: Int, opensAtOnce: Bool = false) {
    state = Mutex(State(generator: SplitMix64(seed: UInt64(seed))))
    log = ScriptedLog([
      .sample(.scheduled, id: Self.limited, total: 9, perUserLimit: 1),
      .sample(id: Self.generous, total: 20, perUserLimit: 2), .sample(.scheduled, id: Self.unlimited, total: 14),
    ])
    servers = (0..<serverCount).map { [log, openings] number in
      CrashModelServer(
        Self.ids, log: log, seed: UInt64(1_000 * seed + number), opensAtOnce: opensAtOnce, observer: openings)
    }
  }

  /// Hears which campaigns were opened.
  private final class Openings: CampaignChangeObserver {
    let ids = Mutex<[CampaignID]>([])

    func created(_: Campaign, by _: String) {}
    func stocked(_: Campaign, by _: String) {}
    func revoked(_: CouponRevocation, of _: Campaign, by _: String, reason _: String) {}
    func changed(_: CampaignTransition, of campaign: Campaign) { ids.withLock { $0.append(campaign.id) } }
  }

  /// The answers that turned out to be false, and the promises that the database broke.
  var contradictions: [String] { state.withLock { $0.contradictions } }

  /// The number of each kind of event.
  var counts: [String: Int] { state.withLock { $0.counts } }

  // MARK: - Steps

  /// Makes so many steps, and then serves all who wait, crashes once more, and checks the rest.
  func run(steps: Int) {
    log.interrupt { [unowned self] in self.interrupt() }
    for _ in 0..<steps { step() }
    log.interrupt(by: nil)
    for server in servers { server.noticeCrash() }
    while servers.contains(where: { $0.hasWork || $0.gate.sendMarker() || $0.gate.returnMarker() }) {
      for server in servers {
        server.issuing.serveAll()
        server.reading.serveAll()
        server.gate.returnMarker()
      }
    }
    crash(leaving: 0)
    let openingCount = openings.ids.withLock { $0.count }
    state.withLock { state in
      state.counts["opened"] = openingCount
      if state.answerCount != state.callCount {
        state.contradictions.append("\(state.answerCount) answers to \(state.callCount) calls")
      }
    }
    for misuse in servers.flatMap(\.misuses) { contradict(misuse) }
  }

  private func step() {
    let server = servers[random(servers.count)]
    switch random(40) {
    case 0..<14: enter(server)
    case 14..<20: server.issuing.serveNext()
    default: stepBetween(server)
    }
  }

  /// Something that may happen while a session works.
  private func stepBetween(_ server: CrashModelServer) {
    switch random(40) {
    case 0..<8: server.gate.sendMarker()
    case 8..<11: server.gate.finishMarker()
    case 11..<19: server.gate.returnMarker()
    case 19..<24: serveReading(of: server)
    case 24..<28: read(server)
    case 28..<34: enter(server)
    case 34..<37: server.noticeCrash()
    case 37: if random(6) == 0 { server.gate.delayMarker() }
    case 38: if random(6) == 0 { server.gate.loseConnection() }
    default: if random(4) == 0 { crash(leaving: random(3) == 0 ? random(4) : 0) }
    }
  }

  /// A session is in the midst of a step, with a transaction open or without one.
  private func interrupt() {
    let isFirst = state.withLock { state in
      defer { state.isInterrupted = true }
      return !state.isInterrupted
    }
    guard isFirst else { return }
    for _ in 0..<random(4) { stepBetween(servers[random(servers.count)]) }
    state.withLock { $0.isInterrupted = false }
  }

  private func serveReading(of server: CrashModelServer) {
    let isFirst = state.withLock { state in
      defer { state.isReading = true }
      return !state.isReading
    }
    guard isFirst else { return }
    server.reading.serveNext()
    state.withLock { $0.isReading = false }
  }

  private func random(_ count: Int) -> Int { state.withLock { Int.random(in: 0..<count, using: &$0.generator) } }

  private func crash(leaving count: Int) {
    let lost = log.crash(leaving: count)
    state.withLock { $0.counts[lost > 0 ? "crash with a loss" : "crash", default: 0] += 1 }
    check()
  }

  private func check() {
    let history = log.snapshots
    let given = state.withLock { $0.given } + openings.ids.withLock { $0.map { .opened($0) } }
    for answer in given where answer.isContradicted(by: history) { contradict("\(answer)") }
    for breach in history.last?.breaches ?? [] { contradict(breach) }
  }

  private func contradict(_ text: String) { state.withLock { $0.contradictions.append(text) } }

  // MARK: - Calls

  private func enter(_ server: CrashModelServer) {
    let id = Self.ids[random(Self.ids.count)]
    let user = random(4) == 0 && id != Self.limited && id != Self.generous ? "" : "user-\(random(12))"
    let key = random(2) == 0 ? "" : "key-\(random(10))"
    state.withLock { $0.callCount += 1 }
    server.issueCoupon.execute(.init(campaignID: id, userID: user, idempotencyKey: key), call: Call()) {
      [self] answer in
      state.withLock { $0.answerCount += 1 }
      tell(answer, of: id, user: try? UserID(user), key: try? IdempotencyKey(key))
    }
  }

  private func read(_ server: CrashModelServer) {
    let id = Self.ids[random(Self.ids.count)]
    state.withLock { $0.callCount += 1 }
    server.getCampaign.execute(.init(campaignID: id), call: Call()) { [self] answer in
      state.withLock { $0.answerCount += 1 }
      switch answer {
      case .success(let page): tell(.page(page.campaign, page.coupons))
      case .failure(let error): tell(error)
      }
    }
  }

  private func tell(_ answer: IssueAnswer, of id: CampaignID, user: UserID?, key: IdempotencyKey?) {
    switch answer {
    case .success(let output): tell(output.alreadyIssued ? .replayed(output.coupon) : .issued(output.coupon))
    case .failure(.soldOut): tell(.soldOut(id))
    case .failure(.userLimitReached):
      if let user { tell(.userLimitReached(id, user)) }
    case .failure(.idempotencyKeyReused):
      if let key { tell(.keyReused(id, key, user)) }
    case .failure(let error): tell(error)
    }
  }

  private func tell(_ answer: GivenAnswer) {
    state.withLock { state in
      state.given.append(answer)
      state.counts[answer.name, default: 0] += 1
    }
  }

  /// An answer that tells of nothing.
  private func tell(_ error: UseCaseError) {
    switch error {
    case .outcomeUnknown: state.withLock { $0.counts["outcome unknown", default: 0] += 1 }
    case .databaseUnavailable: state.withLock { $0.counts["database unavailable", default: 0] += 1 }
    default: contradict("an unexpected answer: \(error)")
    }
  }
}
