import RPCCodec
import Synchronization

/// Serves `grpc.health.v1.Health/Check`. It asks no database: the server serves without one too, by saying so.
struct HealthCheckHandler: MethodHandler {
  /// The services that may be asked about: the server as a whole, and its service.
  private static let knownServices: Set<String> = ["", MethodName.campaignService]

  let servingStatus: ServingStatus

  func handle(
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
