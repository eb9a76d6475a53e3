/// The event loop on which each connection lives, and the server to which it leads.
///
/// Each loop has a connection to every server, so that a server that is lost takes no loop's last one with it: there
/// are no more loops than the connections are enough for. All loops have as many connections as the others, and all
/// servers, or one more.
struct ConnectionSpread: Equatable, Sendable {
  /// The number of connections.
  let connections: Int
  /// The number of servers that they are spread over; none has fewer connections than one.
  let servers: Int
  /// The number of event loops that send.
  let loops: Int

  /// A spread over at most so many loops.
  init(connections: Int, servers: Int, mostLoops: Int) {
    self.connections = connections
    self.servers = max(1, servers)
    loops = max(1, min(mostLoops, connections / self.servers))
  }

  /// The servers of a loop's connections, by their place in the list of all.
  func servers(ofLoop loop: Int) -> [Int] {
    // Connection k lives on loop k modulo their number and leads to server k modulo theirs. If the two numbers have a
    // factor in common, a loop would meet the same servers again and again: so the servers move on by one each time
    // that the pattern begins anew.
    let period = stride(from: loops, to: loops * servers, by: loops).first { $0 % servers == 0 } ?? loops * servers
    return stride(from: loop, to: connections, by: loops).map { ($0 + $0 / period) % servers }
  }

  /// A loop's part of the calls in flight, in proportion to its connections.
  func part(of concurrency: Int, onLoop loop: Int) -> Int {
    let (each, rest) = concurrency.quotientAndRemainder(dividingBy: connections)
    return stride(from: loop, to: connections, by: loops).reduce(0) { $0 + each + ($1 < rest ? 1 : 0) }
  }
}
