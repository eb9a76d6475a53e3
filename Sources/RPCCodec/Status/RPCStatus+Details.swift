extension RPCStatus {
  /// The reason of the first `ErrorInfo`: `SOLD_OUT`.
  public var reason: String? {
    firstDetail {
      guard case .errorInfo(let reason, _, _) = $0 else { return nil }
      return reason
    }
  }

  /// The status that an HTTP server would answer with, from the first `ErrorInfo` that has one.
  public var httpStatus: Int? {
    firstDetail {
      guard case .errorInfo(_, _, let metadata) = $0 else { return nil }
      return metadata["http_status"].flatMap { Int($0) }
    }
  }

  /// The time to wait before asking again, where that can help.
  public var retryDelay: Duration? {
    firstDetail {
      guard case .retryInfo(let delay) = $0 else { return nil }
      return delay
    }
  }

  /// The message in the language that the server found fit.
  public var localizedMessage: String? {
    firstDetail {
      guard case .localizedMessage(_, let message) = $0 else { return nil }
      return message
    }
  }

  /// The faults of the request's fields.
  public var fieldViolations: [FieldViolation] {
    details.flatMap {
      guard case .badRequest(let violations) = $0 else { return [FieldViolation]() }
      return violations
    }
  }

  private func firstDetail<Value>(_ read: (StatusDetail) -> Value?) -> Value? {
    details.lazy.compactMap(read).first
  }
}
