// Made of proto/grpc/health/v1/health.proto by scripts/proto.sh. Do not edit.
// swift-format-ignore-file
import CCampaignProto

/// `grpc.health.v1.HealthCheckResponse.ServingStatus`. It is open: a number that this version doesn't know survives.
/// The state of a service: serving, or not.
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

  /// The value of a number, known or not.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The name in the proto file; `nil` for a number that it doesn't have.
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
  init(reading value: Grpc__Health__V1__HealthCheckResponse__ServingStatus) { self.init(rawValue: Int32(truncatingIfNeeded: value.rawValue)) }

  var cValue: Grpc__Health__V1__HealthCheckResponse__ServingStatus { Grpc__Health__V1__HealthCheckResponse__ServingStatus(rawValue: .init(truncatingIfNeeded: rawValue)) }
}

/// `grpc.health.v1.HealthCheckRequest`.
public struct HealthCheckRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "grpc.health.v1.HealthCheckRequest"

  /// The service that is asked about; empty: the server as a whole.
  public var service: String

  /// A message of these fields.
  public init(service: String = "") {
    self.service = service
  }
}

extension HealthCheckRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(grpc__health__v1__health_check_request__init)

  init(reading message: UnsafePointer<Grpc__Health__V1__HealthCheckRequest>, with _: MessageCodec) {
    self.init(service: String(field: message.pointee.service))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Grpc__Health__V1__HealthCheckRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.service = arena.string(service)
    return structure
  }
}

extension HealthCheckRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("service", service)
  }
}

/// `grpc.health.v1.HealthCheckResponse`.
public struct HealthCheckResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "grpc.health.v1.HealthCheckResponse"

  /// The state of the service.
  public var status: ServingStatusMessage

  /// A message of these fields.
  public init(status: ServingStatusMessage = .unknown) {
    self.status = status
  }
}

extension HealthCheckResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(grpc__health__v1__health_check_response__init)

  init(reading message: UnsafePointer<Grpc__Health__V1__HealthCheckResponse>, with _: MessageCodec) {
    self.init(status: ServingStatusMessage(reading: message.pointee.status))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Grpc__Health__V1__HealthCheckResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.status = status.cValue
    return structure
  }
}

extension HealthCheckResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("status", enumName: status.name, number: status.rawValue)
  }
}

extension MethodName {
  /// The method `Check` of `grpc.health.v1.Health`.
  public static let healthCheck = MethodName(service: "grpc.health.v1.Health", method: "Check")
}

extension HealthCheckRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = HealthCheckResponse
  /// The method that takes the request.
  public static var method: MethodName { .healthCheck }
}
