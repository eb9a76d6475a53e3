/// The codes of `google.rpc.Code`.
public enum StatusCode: Int32, CaseIterable, Sendable {
  /// It succeeded.
  case ok = 0
  /// The caller took the call back.
  case cancelled = 1
  /// Nobody knows what became of the call, or the code isn't one of these.
  case unknown = 2
  /// The request is wrong whatever the state of the system.
  case invalidArgument = 3
  /// The time for the call is over.
  case deadlineExceeded = 4
  /// The thing that was asked for doesn't exist.
  case notFound = 5
  /// The thing that was to be created exists.
  case alreadyExists = 6
  /// The caller has no right to it.
  case permissionDenied = 7
  /// Something is used up for now: asking again later can help.
  case resourceExhausted = 8
  /// The state of the system doesn't allow it.
  case failedPrecondition = 9
  /// Another call was in the way.
  case aborted = 10
  /// Something lies outside what is there.
  case outOfRange = 11
  /// There is no such method.
  case unimplemented = 12
  /// The server's own fault.
  case `internal` = 13
  /// The service can't be reached now.
  case unavailable = 14
  /// Data is lost for good.
  case dataLoss = 15
  /// The caller didn't say who it is.
  case unauthenticated = 16

  /// The code of a number; ``unknown`` for one that isn't among them.
  public init(number: Int32) {
    self = StatusCode(rawValue: number) ?? .unknown
  }

  /// The name in `google.rpc.Code`: `INVALID_ARGUMENT`.
  public var name: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internal: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}
