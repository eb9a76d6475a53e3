public import RPCCodec

/// The reason for which a call has no result.
public enum RPCClientError: Error, Equatable, Sendable {
  /// The server's answer is an error.
  case status(RPCStatus)

  /// No connection could be made, so nothing was sent; the text says why.
  case unreachable(String)

  /// The call's time was over before an answer came. The server's action is unknown.
  case timedOut

  /// The connection was cut before the answer came. The server's action is unknown.
  case connectionLost

  /// The bytes that came are no answer of this protocol; the text says what is wrong with them.
  case malformedResponse(String)

  /// More calls wait for their answers than the configuration allows, so this one was not sent.
  case tooManyCalls

  /// The task that made the call was cancelled. The server's action is unknown.
  case cancelled

  /// The client or its connection was closed before the call, so nothing was sent.
  case closed
}

extension RPCClientError: CustomStringConvertible {
  /// One line for a person or a log.
  public var description: String {
    switch self {
    case .status(let status):
      let reason = status.reason ?? ""
      return reason.isEmpty || reason == status.code.name
        ? "\(status.code.name): \(status.message)" : "\(status.code.name)/\(reason): \(status.message)"
    case .unreachable(let why): return "the server can't be reached: \(why)"
    case .timedOut: return "no answer came in time"
    case .connectionLost: return "the connection was lost before the answer came"
    case .malformedResponse(let what): return "the server's answer can't be understood: \(what)"
    case .tooManyCalls: return "too many calls wait for their answers"
    case .cancelled: return "the call was cancelled"
    case .closed: return "the client is closed"
    }
  }
}
