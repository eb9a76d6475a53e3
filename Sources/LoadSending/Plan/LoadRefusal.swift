/// A load that can't be made, found out before anything is sent.
public enum LoadRefusal: Error, Equatable, Sendable {
  /// Less than one request a second.
  case rate(Int)
  /// No time to send in.
  case duration(Duration)
  /// Neither a rate nor stages.
  case noStages
  /// More stages than a schedule may have.
  case tooManyStages(Int, limit: Int)
  /// Rate and duration make less than one request.
  case nothingToSend
  /// More requests than the proof can keep in memory.
  case tooManyRequests(limit: UInt64)
  /// Less than one request.
  case requests(Int)
  /// Less than one call in flight.
  case concurrency(Int)
  /// Fewer calls in flight than connections, some of which would do nothing.
  case concurrencyBelowConnections(Int, connections: Int)
  /// More calls in flight than the connections may carry.
  case tooMuchConcurrency(Int, limit: Int)
  /// No server.
  case noAddress
  /// Less than one connection.
  case connections(Int)
  /// More connections than the process may have descriptors.
  case tooManyConnections(Int, limit: Int)
  /// Some servers would be asked nothing.
  case fewerConnectionsThanServers(Int, servers: Int)
  /// Less than one user.
  case users(Int)
  /// No time to wait for an answer.
  case timeout(Duration)
  /// The instant to fire at is past.
  case startIsPast
}

extension LoadRefusal: CustomStringConvertible {
  /// The fault, and what would be right.
  public var description: String {
    switch self {
    case .rate(let rate): "a rate of \(rate) requests a second sends nothing: a rate is 1 or more"
    case .duration(let duration): "a duration of \(duration) leaves no time to send in: a duration is, say, 10s"
    case .noStages: "there is nothing to send: give --rate and --duration, or --stages"
    case .tooManyStages(let count, let limit): "\(count) stages are more than the \(limit) that a schedule may have"
    case .nothingToSend: "rate times duration is less than one request"
    case .tooManyRequests(let limit): "more than \(limit) requests are more than the proof can keep in memory"
    case .requests(let count): "\(count) requests are nothing to send: --requests takes 1 or more"
    case .concurrency(let count): "\(count) calls in flight send nothing: --concurrency takes 1 or more"
    case .concurrencyBelowConnections(let count, let connections):
      "\(count) calls in flight leave some of \(connections) connections idle: raise --concurrency to \(connections) "
        + "or lower --connections to \(count)"
    case .tooMuchConcurrency(let count, let limit):
      "\(count) calls in flight are more than the \(limit) that so many connections carry: raise --connections"
    case .noAddress: "there is no server to call: --address takes HOST:PORT"
    case .connections(let count): "\(count) connections can send nothing: --connections takes 1 or more"
    case .tooManyConnections(let count, let limit):
      "\(count) connections are more than the \(limit) that the limit of open files leaves: raise it with ulimit -n"
    case .fewerConnectionsThanServers(let count, let servers):
      "\(count) connections don't reach \(servers) servers: --connections takes \(servers) or more"
    case .users(let count): "\(count) users can ask for nothing: --users takes 1 or more"
    case .timeout(let timeout): "a time limit of \(timeout) leaves no time for an answer: --timeout takes, say, 10s"
    case .startIsPast: "the instant of --at is past: leave it out to fire at the campaign's start, or at once after it"
    }
  }
}
