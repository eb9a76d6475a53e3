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
      case .errorInfo(let info): writer.fields(of: info)
      case .localizedMessage(let message): writer.fields(of: message)
      case .badRequest(let request): writer.fields(of: request)
      case .retryInfo(let delay): writer.fields(of: RetryInfo(retryDelay: ProtobufDuration(delay)))
      case .unknown(let typeURL, let value):
        writer.field("@type", typeURL)
        writer.field("value", Base64.text(of: value))
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func fields<Message: WireMessage & JSONObject>(of message: Message) {
    field("@type", StatusDetail.typeURLPrefix + Message.fullName)
    message.writeFields(to: &self)
  }
}
