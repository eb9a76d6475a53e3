/// The servers that the sessions of a process are connected to, beside the one of its gate. A pure value; the clock is
/// a parameter.
///
/// Where they differ, one was left behind, by a promotion that proxies follow connection by connection. The gate
/// connects anew first; a session at a server that the gate didn't come to, or that it left, is then taken for the one
/// that was left behind, for some seconds: after that it is the gate's turn again, for proxies may be slow to follow.
struct GateServers {
  typealias Instant = ContinuousClock.Instant

  /// The place of a session, as the gate's markers are concerned.
  enum Place: Equatable {
    case sameServer
    /// The gate has to connect anew. `isNews`: it does not know yet.
    case otherServer(isNews: Bool)
    /// The session has to.
    case leftBehind
  }

  private struct Left {
    let server: ServerIdentity?
    let time: Instant
  }

  private static let mostRemembered = 16
  private static let turn = Duration.seconds(5)

  private var identity: ServerIdentity?
  /// The others that were seen since the gate connected.
  private var others: [ServerIdentity?] = []
  private var left: [Left] = []

  /// The gate's connection stands.
  mutating func connected(to server: ServerIdentity?, at now: Instant) {
    left += (identity == server ? others : others + [identity]).map { Left(server: $0, time: now) }
    left.removeAll { $0.server == server || now - $0.time >= Self.turn }
    left = left.suffix(Self.mostRemembered)
    (identity, others) = (server, [])
  }

  /// A session to a server is about to be used.
  mutating func place(of server: ServerIdentity?, at now: @autoclosure () -> Instant) -> Place {
    if server == identity { return .sameServer }
    let now = now()
    if left.contains(where: { $0.server == server && now - $0.time < Self.turn }) { return .leftBehind }
    if others.contains(server) || others.count == Self.mostRemembered { return .otherServer(isNews: false) }
    others.append(server)
    return .otherServer(isNews: true)
  }

  /// The gate has to connect anew.
  var areSeveral: Bool { !others.isEmpty }
}
