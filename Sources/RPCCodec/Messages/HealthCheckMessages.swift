import CCampaignProto

/// `grpc.health.v1.HealthCheckRequest`.
public struct HealthCheckRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "grpc.health.v1.HealthCheckRequest"

  /// The service that is asked about; empty: the server as a whole.
  public var service: String

  /// A request for this service.
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
    let message = arena.make(Self.descriptor)
    message.pointee.service = arena.string(service)
    return message
  }
}

/// `grpc.health.v1.HealthCheckResponse`.
public struct HealthCheckResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "grpc.health.v1.HealthCheckResponse"

  /// Whether the service serves.
  public var status: ServingStatusMessage

  /// A response of this status.
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
    let message = arena.make(Self.descriptor)
    message.pointee.status = status.cValue
    return message
  }
}
