internal import RPCCodec

/// An error as one line: `CODE/REASON: message`.
enum ErrorLine {
  static func text(_ status: RPCStatus, language: Language) -> String {
    let reason = status.reason ?? ""
    let name = reason.isEmpty ? status.code.name : "\(status.code.name)/\(reason)"
    return PrintableText.escaped("\(name): \(message(of: status, language: language))")
  }

  private static func message(of status: RPCStatus, language: Language) -> String {
    guard language == .ko, let localized = korean(status), !localized.isEmpty else { return status.message }
    // The localized sentence is the same for all faults of its kind; which field is at fault is said behind it.
    let faults = status.fieldViolations.map { "\($0.field) \($0.description)" }
    return faults.isEmpty ? localized : "\(localized) (\(faults.joined(separator: "; ")))"
  }

  private static func korean(_ status: RPCStatus) -> String? {
    for case .localizedMessage(let locale, let message) in status.details where locale.hasPrefix("ko") {
      return message
    }
    return nil
  }
}
