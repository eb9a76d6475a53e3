extension RPCStatus: JSONRepresentable {
  /// Writes the status as a JSON object; each detail begins with its `@type`.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("code", code.rawValue)
      writer.field("message", message)
      writer.field("details", details)
    }
  }
}

extension StatusDetail: JSONRepresentable {
  /// Writes the detail as a JSON object that begins with its `@type`. One of a type that isn't known here, for which
  /// the mapping has no form, has its bytes as base64 in `value`.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      switch self {
      case .errorInfo(let reason, let domain, let metadata):
        writer.type(ErrorInfo.fullName)
        writer.field("reason", reason)
        writer.field("domain", domain)
        writer.field("metadata", metadata)
      case .localizedMessage(let locale, let message):
        writer.type(LocalizedMessage.fullName)
        writer.field("locale", locale)
        writer.field("message", message)
      case .badRequest(let violations):
        writer.type(BadRequest.fullName)
        writer.field("fieldViolations", violations)
      case .retryInfo(let delay):
        writer.type(RetryInfo.fullName)
        writer.field("retryDelay", ProtobufDuration(delay))
      case .unknown(let typeURL, let value):
        writer.field("@type", typeURL)
        writer.field("value", Base64.text(of: value))
      }
    }
  }
}

extension FieldViolation: JSONRepresentable {
  /// Writes the fault as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("field", field)
      writer.field("description", description)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func type(_ fullName: String) {
    field("@type", StatusDetail.typeURLPrefix + fullName)
  }
}
