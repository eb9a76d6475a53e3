public import RPCCodec
import Synchronization

/// Serves `grpc.health.v1.Health/Check`. It asks no database: the server serves without one too, by saying so.
public struct HealthCheckHandler: MethodHandler {
  /// The request.
  public typealias Request = HealthCheckRequest
  /// The response.
  public typealias Response = HealthCheckResponse

  /// The services that may be asked about: the server as a whole, and its service.
  private static let knownServices: Set<String> = ["", MethodName.campaignService]

  private let servingStatus: ServingStatus

  /// A handler that says what this status is.
  public init(servingStatus: ServingStatus) {
    self.servingStatus = servingStatus
  }

  /// Serves a call.
  public func handle(
    _ request: HealthCheckRequest, context: CallContext, completion: some CallCompletion<HealthCheckResponse>
  ) {
    guard Self.knownServices.contains(request.service) else {
      return completion.complete(with: .failure(.unknownService(request.service)))
    }
    completion.complete(with: .success(HealthCheckResponse(status: servingStatus.isDraining ? .notServing : .serving)))
  }
}

/// The flag that tells whether the server takes new calls. The database's state has no part in it: without one calls
/// are answered too.
public final class ServingStatus: Sendable {
  private let draining = Atomic<Bool>(false)

  /// A server that serves.
  public init() {}

  /// True when new calls are refused.
  public var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// The server stops; there is no way back.
  public func beginDrain() {
    draining.store(true, ordering: .releasing)
  }
}
