import CampaignApplication
public import Logging

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
