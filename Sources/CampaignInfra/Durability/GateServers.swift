/// The servers that the sessions of a process are connected to, beside the one of its gate. A pure value.
///
/// Where they differ, one was left behind, by a promotion that proxies follow connection by connection. The gate
/// connects anew first, once for each server that was seen; a session at a server that the gate didn't come to, or that
/// it left, is then the one that was left behind.
struct GateServers {
  /// The place of a session, as the gate's markers are concerned.
  enum Place: Equatable {
    case sameServer
    /// The gate has to connect anew. `isNews`: it does not know yet.
    case otherServer(isNews: Bool)
    /// The session has to.
    case leftBehind
  }

  private static let mostRemembered = 16

  private var identity: ServerIdentity?
  /// The others that were seen since the gate connected.
  private var others: [ServerIdentity?] = []
  private var left: [ServerIdentity?] = []

  /// The gate's connection stands.
  mutating func connected(to server: ServerIdentity?) {
    left += others
    if identity != server { left.append(identity) }
    left.removeAll { $0 == server }
    left = left.suffix(Self.mostRemembered)
    (identity, others) = (server, [])
  }

  /// A session to a server is about to be used.
  mutating func place(of server: ServerIdentity?) -> Place {
    if server == identity { return .sameServer }
    if left.contains(server) { return .leftBehind }
    if others.contains(server) || others.count == Self.mostRemembered { return .otherServer(isNews: false) }
    others.append(server)
    return .otherServer(isNews: true)
  }

  /// The gate has to connect anew.
  var areSeveral: Bool { !others.isEmpty }
}
