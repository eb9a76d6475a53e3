internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// The statuses of errors that arise here and not at the server, in the form that the server gives its own.
struct LocalStatus {
  let exitStatus: ExitStatus
  let status: RPCStatus

  private init(_ exitStatus: ExitStatus, _ status: RPCStatus) {
    self.exitStatus = exitStatus
    self.status = status
  }

  /// An error with its texts in both languages, as in every status.
  init(
    _ exitStatus: ExitStatus, _ code: StatusCode, reason: String, httpStatus: Int, _ message: (Wording) -> String
  ) {
    self.exitStatus = exitStatus
    status = RPCStatus(
      code: code, message: message(.english),
      details: [
        .errorInfo(ErrorInfo(reason: reason, domain: "campaign.v1", metadata: ["http_status": "\(httpStatus)"])),
        .localizedMessage(LocalizedMessage(locale: "ko", message: message(.korean))),
      ])
  }

  /// The status of a failed call.
  init(of error: RPCClientError, address: Endpoint, timeout: Duration) {
    switch error {
    case .status(let status):
      self.init(.errorAnswer(code: status.code.rawValue), status)
    case .unreachable(let why):
      self.init(.unreachable, .unavailable, reason: "UNREACHABLE", httpStatus: 503) {
        $0.unreachable("\(address)", Self.reason(in: why, address: address))
      }
    case .timedOut:
      self.init(.noAnswer, .deadlineExceeded, reason: "DEADLINE_EXCEEDED", httpStatus: 504) {
        $0.timedOut(timeout.flagText)
      }
    case .connectionLost:
      self.init(.unreachable, .unavailable, reason: "CONNECTION_LOST", httpStatus: 503) { $0.connectionLost }
    case .malformedResponse(let what):
      self.init(.localFailure, .internal, reason: "MALFORMED_RESPONSE", httpStatus: 500) {
        $0.malformedResponse(what)
      }
    case .tooManyCalls, .cancelled, .closed:
      self.init(.localFailure, .cancelled, reason: "NOT_SENT", httpStatus: 499) { $0.notSent }
    }
  }

  // The client names the address too; once is enough.
  private static func reason(in why: String, address: Endpoint) -> String {
    let prefix = "\(address): "
    return why.hasPrefix(prefix) ? String(why.dropFirst(prefix.count)) : why
  }

  /// An answer without the message that it is about.
  static let emptyResponse = LocalStatus(.localFailure, .internal, reason: "MALFORMED_RESPONSE", httpStatus: 500) {
    $0.emptyResponse
  }

  /// The server answers that it doesn't serve.
  static func notServing(_ status: String) -> LocalStatus {
    LocalStatus(.unreachable, .unavailable, reason: "NOT_SERVING", httpStatus: 503) { $0.notServing(status) }
  }
}

extension Console {
  /// The program's end that an error of this machine leads to.
  func failure(_ local: LocalStatus) -> ProgramFailure {
    failure(local.exitStatus, local.status)
  }

  /// The program's end that a failed call leads to.
  func failure(_ error: RPCClientError) -> ProgramFailure {
    failure(LocalStatus(of: error, address: address, timeout: timeout))
  }
}
