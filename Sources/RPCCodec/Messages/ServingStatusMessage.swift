import CCampaignProto

/// `grpc.health.v1.HealthCheckResponse.ServingStatus`. It is open: a number that this version doesn't know survives.
public struct ServingStatusMessage: RawRepresentable, Hashable, Sendable {
  /// Nobody knows.
  public static let unknown = ServingStatusMessage(rawValue: 0)
  /// Calls are answered.
  public static let serving = ServingStatusMessage(rawValue: 1)
  /// Calls are refused.
  public static let notServing = ServingStatusMessage(rawValue: 2)
  /// There is no such service; only a watch says so.
  public static let serviceUnknown = ServingStatusMessage(rawValue: 3)

  /// The number in a message.
  public var rawValue: Int32

  /// The status of a number, known or not.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The name in the proto file; nil for a number that it doesn't have.
  public var name: String? {
    switch self {
    case .unknown: "UNKNOWN"
    case .serving: "SERVING"
    case .notServing: "NOT_SERVING"
    case .serviceUnknown: "SERVICE_UNKNOWN"
    default: nil
    }
  }
}

extension ServingStatusMessage {
  init(reading status: Grpc__Health__V1__HealthCheckResponse__ServingStatus) {
    self.init(rawValue: Int32(truncatingIfNeeded: status.rawValue))
  }

  var cValue: Grpc__Health__V1__HealthCheckResponse__ServingStatus {
    Grpc__Health__V1__HealthCheckResponse__ServingStatus(rawValue: .init(truncatingIfNeeded: rawValue))
  }
}
