extension RPCStatus {
  /// The reason of the first `ErrorInfo`: `SOLD_OUT`.
  public var reason: String? {
    errorInfos.first?.reason
  }

  /// The status that an HTTP server would answer with, from the first `ErrorInfo` that has one.
  public var httpStatus: Int? {
    errorInfos.lazy.compactMap { $0.metadata["http_status"].flatMap { Int($0) } }.first
  }

  /// The time to wait before asking again, where that can help.
  public var retryDelay: Duration? {
    details.lazy.compactMap { if case .retryInfo(let delay) = $0 { delay } else { nil } }.first
  }

  /// The message in the language that the server found fit.
  public var localizedMessage: String? {
    details.lazy.compactMap { if case .localizedMessage(let text) = $0 { text.message } else { nil } }.first
  }

  /// The faults of the request's fields.
  public var fieldViolations: [FieldViolation] {
    details.flatMap { if case .badRequest(let request) = $0 { request.fieldViolations } else { [FieldViolation]() } }
  }

  private var errorInfos: [ErrorInfo] {
    details.compactMap { if case .errorInfo(let info) = $0 { info } else { nil } }
  }
}
