internal import RPCCodec

/// An error as one line: `CODE/REASON: message`.
enum ErrorLine {
  static func text(_ status: RPCStatus, language: Language) -> String {
    let reason = status.reason ?? ""
    let name = reason.isEmpty ? status.code.name : "\(status.code.name)/\(reason)"
    return PrintableText.escaped("\(name): \(message(of: status, language: language))")
  }

  private static func message(of status: RPCStatus, language: Language) -> String {
    let faults = status.fieldViolations.map {
      "\(FieldFlags.name(ofField: $0.field)) \(FieldFlags.renamed($0.description))"
    }.joined(separator: "; ")
    guard language == .ko, let localized = korean(status), !localized.isEmpty else {
      // The message names the fields by their names in the protocol.
      return faults.isEmpty ? FieldFlags.renamed(status.message) : faults
    }
    guard !faults.isEmpty else { return localized }
    // The server names the fields behind its sentence; here are the flags that they come from, in their place.
    return "\(localized.split(separator: " (").first ?? "") (\(faults))"
  }

  private static func korean(_ status: RPCStatus) -> String? {
    for case .localizedMessage(let text) in status.details where text.locale.hasPrefix("ko") { return text.message }
    return nil
  }
}
