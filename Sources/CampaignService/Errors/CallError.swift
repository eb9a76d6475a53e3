public import CampaignApplication
import CampaignDomain
public import Logging
public import RPCCodec

/// Everything that a call can be refused or fail with: the errors of the use case, of the service and of its doors.
public enum CallError: Error, Equatable, Sendable {
  case useCase(UseCaseError)
  /// The data is no request, or the payload is not the method's message.
  case malformedRequest(MessageDecodingError)
  case requestTooLarge(bytes: UInt32, limit: Int)
  case responseTooLarge(bytes: Int, limit: Int)
  /// Part of a stream: every method here is unary. `remedy`, the door's words, ends a sentence: "with flags 0".
  case notUnary(_ remedy: String)
  case unknownMethod(service: String, method: String)
  /// The health service was asked for a service that doesn't exist here.
  case unknownService(String)
  case draining(retryAfter: Duration)
  /// The time was over before the call was decided.
  case timeOver
  /// Our own fault: the text is in the log under the id, only the id leaves the server.
  case internalFault(id: String)

  /// The meaning to the caller of a payload that could not be decoded: a NUL is a fault of one field, the rest is no
  /// message.
  public init(payload error: MessageDecodingError) {
    switch error {
    case .containsNUL(let field):
      self = .useCase(.invalidField([FieldFault(field: field, description: "must not contain a NUL character")]))
    case .malformed, .invalidUTF8, .tooManyFields:
      self = .malformedRequest(error)
    }
  }

  /// The code of its status.
  public var code: StatusCode { ErrorRow(for: self).code }
}

/// Writes our own faults to the log under an id, which is all that callers get to see of them.
public struct FaultLog: Sendable {
  private let logger: Logger

  /// Lines go to this logger.
  public init(logger: Logger) {
    self.logger = logger
  }

  /// The error as it may leave the server: the text of a fault is logged and replaced by its id.
  public func withoutInnerText(_ error: CallError, method: @autoclosure () -> String, peer: String) -> CallError {
    guard case .useCase(.internalFault(let text)) = error else { return error }
    let id = makeID()
    logger.error(
      "a call failed by a fault of our own",
      metadata: ["fault_id": "\(id)", "method": "\(method())", "peer": "\(peer)", "fault": "\(text)"])
    return .internalFault(id: id)
  }

  /// 16 hexadecimal digits: enough to find one line of a log.
  private func makeID() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
