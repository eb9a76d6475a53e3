import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec

/// A call that the interceptors let through, ready to be served.
struct AdmittedCall {
  fileprivate(set) var call: IncomingCall
  /// The request message's bytes.
  let payload: ByteBuffer
  /// The place of the method in the router's list.
  let methodIndex: Int
}

/// A call that was not let through.
struct RefusedCall: Error {
  let error: CallError
  let record: CallRecord
}

/// Finds the method of a call and leads it through the interceptors.
struct Router: Sendable {
  private let routes: [Route]
  private let methods: MethodTable
  private let interceptors: InterceptorChain
  private let screen: IssueScreen

  /// A router for these methods; calls pass the interceptors first, and then the screen.
  init(routes: [Route], interceptors: InterceptorChain, screen: IssueScreen) {
    self.routes = routes
    self.screen = screen
    self.methods = MethodTable(routes.map(\.method.name))
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
      throw RefusedCall(error: .malformedRequest(error), record: CallRecord(methodIndex: nil, startTime: now))
    }
    let language = envelope.metadata.isEmpty ? .korean : Language(envelope.metadata)
    let index: Int
    switch envelope.method {
    case .known(let known):
      index = known
    case .unknown(let name):
      throw RefusedCall(
        error: .unknownMethod(service: name.service, method: name.method),
        record: CallRecord(methodIndex: nil, language: language, startTime: now))
    }
    // An index of the table that was made of the routes. The call is made in its place: a copy would cost a crowd.
    var admitted = AdmittedCall(
      call: IncomingCall(
        record: CallRecord(methodIndex: index, language: language, startTime: now),
        isServedWhileDraining: routes[index].method.isServedWhileDraining,
        timeoutNanoseconds: envelope.timeoutNanoseconds, metadata: envelope.metadata),
      payload: envelope.payload, methodIndex: index)
    do {
      try interceptors.admit(&admitted.call)
    } catch {
      throw RefusedCall(error: error, record: admitted.call.record)
    }
    return admitted
  }

  /// The facts that the call's bytes tell, before anything is made of it.
  func screen(_ call: AdmittedCall, now: MonotonicTime, codec: MessageCodec) -> Screening {
    guard routes[call.methodIndex].isScreened else { return .undecided }
    return screen.screen(call.payload, codec: codec, now: now)
  }

  /// Has the method's handler serve the call. A call that throws is not answered otherwise. Returns a call that asks
  /// for a page, which is served when there is room for it.
  func serve(
    _ call: AdmittedCall, screening: Screening, context: CallContext, codec: MessageCodec, address: ReturnAddress
  ) throws(CallError) -> PreparedPage? {
    try routes[call.methodIndex].serve(
      ScreenedPayload(bytes: call.payload, screening: screening), codec, context, address)
  }

  /// A call was answered: tells the interceptors.
  func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime) {
    interceptors.ended(record, code: code, now: now)
  }

  /// The method's name for a log line.
  func name(of record: CallRecord) -> String {
    guard let index = record.methodIndex, routes.indices.contains(index) else { return "unknown" }
    let name = routes[index].method.name
    return "\(name.service)/\(name.method)"
  }
}
