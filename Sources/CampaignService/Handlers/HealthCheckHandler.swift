import RPCCodec
import Synchronization

/// Serves `grpc.health.v1.Health/Check`. It asks no database: the server serves without one too, by saying so.
struct HealthCheckHandler: MethodHandler {
  /// The services that may be asked about: the server as a whole, and its services.
  private static let knownServices: Set<String> = [
    "", MethodName.campaignService, MethodName.queueService, MethodName.operationsService,
  ]

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
  private let listeners = Mutex<[@Sendable () -> Void]>([])

  /// A server that serves.
  public init() {}

  /// True when new calls are refused.
  public var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// Calls `body` once, when the server begins to drain; at once where it does already.
  public func whenDraining(_ body: @escaping @Sendable () -> Void) {
    let isLate = listeners.withLock { listeners in
      if isDraining { return true }
      listeners.append(body)
      return false
    }
    if isLate { body() }
  }

  /// The server stops; there is no way back.
  public func beginDrain() {
    let told = listeners.withLock { listeners in
      draining.store(true, ordering: .releasing)
      defer { listeners = [] }
      return listeners
    }
    for listener in told { listener() }
  }
}
