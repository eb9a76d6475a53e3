import CampaignApplication
import NIOCore
import RPCCodec

/// Finds the method of a call and leads it through the interceptors.
struct Router: Sendable {
  private let routes: [Route]
  private let methods: MethodTable
  private let interceptors: [any Interceptor]

  /// A router for these methods; calls pass the interceptors in their order.
  init(routes: [Route], interceptors: [any Interceptor]) {
    self.routes = routes
    self.methods = MethodTable(routes.map(\.name))
    self.interceptors = interceptors
  }

  /// Decodes the envelope of a call and asks the interceptors whether it may be served.
  func admit(
    _ data: ByteBuffer, peer: String, now: ContinuousClock.Instant, codec: MessageCodec
  ) throws(RefusedCall) -> AdmittedCall {
    let envelope: RequestEnvelope
    do {
      envelope = try RequestEnvelope.decode(data, methods: methods, with: codec)
    } catch {
      throw RefusedCall(error: .malformedRequest(error), record: .unrouted(startedAt: now))
    }
    let index: Int
    switch envelope.method {
    case .known(let known):
      index = known
    case .unknown(let name):
      throw RefusedCall(
        error: .unknownMethod(service: name.service, method: name.method), record: .unrouted(startedAt: now))
    }
    // An index of the table that was made of the routes.
    let route = routes[index]
    var call = IncomingCall(
      record: CallRecord(methodIndex: index, startedAt: now), isServedWhileDraining: route.isServedWhileDraining,
      timeoutNanoseconds: envelope.timeoutNanoseconds, now: now, deadline: nil)
    for interceptor in interceptors {
      do {
        try interceptor.admit(&call)
      } catch {
        throw RefusedCall(error: error, record: call.record)
      }
    }
    return AdmittedCall(
      record: call.record, context: CallContext(call: Call(deadline: call.deadline), actor: peer),
      payload: envelope.payload, route: route)
  }

  /// A call was answered: tells the interceptors.
  func ended(_ record: CallRecord, code: StatusCode, now: ContinuousClock.Instant) {
    for interceptor in interceptors {
      interceptor.ended(record, code: code, now: now)
    }
  }

  /// The method's name for a log line.
  func name(of record: CallRecord) -> String {
    guard let index = record.methodIndex, routes.indices.contains(index) else { return "unknown" }
    return "\(routes[index].name.service)/\(routes[index].name.method)"
  }
}
