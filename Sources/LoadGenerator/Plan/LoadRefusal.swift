/// A load that can't be made, found out before anything is sent.
public enum LoadRefusal: Error, Equatable, Sendable {
  /// Less than one request a second.
  case rate(Int)
  /// No time to send in.
  case duration(Duration)
  /// Rate and duration make less than one request.
  case nothingToSend
  /// More requests than the proof can keep in memory.
  case tooManyRequests(limit: UInt64)
  /// Less than one connection.
  case connections(Int)
  /// More connections than the process may have descriptors.
  case tooManyConnections(Int, limit: Int)
  /// Less than one user.
  case users(Int)
  /// No time to wait for an answer.
  case timeout(Duration)
}

extension LoadRefusal: CustomStringConvertible {
  /// What is wrong, and what is right.
  public var description: String {
    switch self {
    case .rate(let rate): "a rate of \(rate) requests a second sends nothing: --rate takes 1 or more"
    case .duration(let duration): "a duration of \(duration) leaves no time to send in: --duration takes, say, 10s"
    case .nothingToSend: "--rate times --duration is less than one request"
    case .tooManyRequests(let limit):
      "--rate times --duration is more than \(limit) requests, which is what the proof can keep in memory"
    case .connections(let count): "\(count) connections can send nothing: --connections takes 1 or more"
    case .tooManyConnections(let count, let limit):
      "\(count) connections are more than the \(limit) that the limit of open files leaves: raise it with ulimit -n"
    case .users(let count): "\(count) users can ask for nothing: --users takes 1 or more"
    case .timeout(let timeout): "a time limit of \(timeout) leaves no time for an answer: --timeout takes, say, 10s"
    }
  }
}
