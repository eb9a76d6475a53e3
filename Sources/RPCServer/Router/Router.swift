import CampaignApplication
import NIOCore
import RPCCodec

/// Finds the method of a call and leads it through the interceptors.
struct Router: Sendable {
  private let routes: [Route]
  private let methods: MethodTable
  private let interceptors: InterceptorChain

  /// A router for these methods; calls pass the interceptors first.
  init(routes: [Route], interceptors: InterceptorChain) {
    self.routes = routes
    self.methods = MethodTable(routes.map(\.name))
    self.interceptors = interceptors
  }

  /// Decodes the envelope of a call and asks the interceptors whether it may be served.
  func admit(
    _ data: ByteBuffer, now: MonotonicTime, codec: MessageCodec
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
    var call = IncomingCall(
      record: CallRecord(methodIndex: index, startedAt: now),
      isServedWhileDraining: routes[index].isServedWhileDraining,
      timeoutNanoseconds: envelope.timeoutNanoseconds, now: now, deadline: nil)
    do {
      try interceptors.admit(&call)
    } catch {
      throw RefusedCall(error: error, record: call.record)
    }
    return AdmittedCall(
      record: call.record, deadline: call.deadline, payload: envelope.payload, methodIndex: index)
  }

  /// What the method's handler says from memory, before anything is made of the call; nil: it has to be served.
  func refusal(of call: AdmittedCall, now: MonotonicTime, codec: MessageCodec) -> CallError? {
    guard let refuse = routes[call.methodIndex].refuse else { return nil }
    return refuse(call.payload, codec, now)
  }

  /// Has the method's handler serve the call. A call that throws is not answered otherwise. Returns a call that asks for a
  /// page, which is served when there is room for it.
  func serve(
    _ call: AdmittedCall, context: CallContext, codec: MessageCodec, outbox: ConnectionOutbox, token: CallToken
  ) throws(CallError) -> PreparedPage? {
    try routes[call.methodIndex].serve(call.payload, codec, context, outbox, token)
  }

  /// A call was answered: tells the interceptors.
  func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime) {
    interceptors.ended(record, code: code, now: now)
  }

  /// The method's name for a log line.
  func name(of record: CallRecord) -> String {
    guard let index = record.methodIndex, routes.indices.contains(index) else { return "unknown" }
    return "\(routes[index].name.service)/\(routes[index].name.method)"
  }
}
