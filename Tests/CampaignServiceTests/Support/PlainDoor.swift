import CampaignApplication
import CampaignService
import Logging
import Metrics
import NIOCore
import RPCCodec
import Synchronization

/// A second door: a message comes in as bytes or as JSON, and a message or a status goes out in the same form. It has
/// no socket, no frames and no event loop, and needs nothing of the service that the ttrpc door doesn't use.
final class PlainDoor: Sendable {
  enum Form: CaseIterable, Sendable {
    case protobuf
    case json
  }

  /// A message or a status in one of the forms.
  enum Body: Equatable, Sendable {
    case protobuf(ByteBuffer)
    case json(String)
  }

  /// The answer to a call: the code that a status line would carry, and the body.
  struct Answer: Sendable {
    let code: StatusCode
    let body: Body
  }

  /// A call that came in; it may be answered later.
  final class PendingCall: Sendable {
    fileprivate let call: Call
    private let ended = Mutex<[Answer]>([])

    fileprivate init(_ call: Call) { self.call = call }

    /// Every answer that it got: one, if the service keeps its word.
    var answers: [Answer] { ended.withLock { $0 } }

    fileprivate func end(_ answer: Answer) { ended.withLock { $0.append(answer) } }

    /// The caller is gone.
    func cancel() { _ = call.expire() }
  }

  let servingStatus = ServingStatus()
  private let routes: [PlainRoute]
  private let interceptors: InterceptorChain
  private let faultLog: FaultLog

  init(
    _ useCases: CampaignUseCases, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    metrics: any MetricsFactory = NOOPMetricsHandler.instance
  ) {
    routes = useCases.routes(by: PlainRoutes(), servingStatus: servingStatus)
    interceptors = InterceptorChain(
      methodNames: routes.map(\.method.name), defaultTimeout: .seconds(30), drainRetryDelay: .seconds(1),
      servingStatus: servingStatus, metrics: metrics)
    faultLog = FaultLog(logger: logger)
  }

  /// The methods that are served.
  var methodNames: [MethodName] { routes.map(\.method.name) }

  /// Takes a call.
  func receive(
    _ name: MethodName, _ body: Body, metadata: [(String, String)] = [], timeoutNanoseconds: Int64 = 0
  ) -> PendingCall {
    let metadata = metadata.map { MetadataEntry(key: $0.0, value: $0.1) }
    let index = routes.firstIndex { $0.method.name == name }
    let record = CallRecord(methodIndex: index, language: Language(metadata), startTime: MonotonicTime(.now))
    var incoming = IncomingCall(
      record: record, isServedWhileDraining: index.map { routes[$0].method.isServedWhileDraining } ?? false,
      timeoutNanoseconds: timeoutNanoseconds, metadata: metadata)
    do throws(CallError) {
      guard let index else { throw .unknownMethod(service: name.service, method: name.method) }
      try interceptors.admit(&incoming)
      let pending = PendingCall(Call(deadline: incoming.deadline?.instant))
      let context = CallContext(
        call: pending.call, peer: "10.0.0.1:1", principal: incoming.principal, metadata: metadata,
        language: record.language)
      try routes[index].serve(body, context) { [self] result in
        pending.end(answer(result, to: body, record: record))
      }
      return pending
    } catch {
      let pending = PendingCall(Call())
      pending.end(answer(.failure(error), to: body, record: record))
      return pending
    }
  }

  private func answer(_ result: Result<Body, CallError>, to request: Body, record: CallRecord) -> Answer {
    let answer: Answer
    switch result {
    case .success(let body):
      answer = Answer(code: .ok, body: body)
    case .failure(let error):
      let error = faultLog.withoutInnerText(error, method: "test", peer: "10.0.0.1:1")
      let status = ErrorStatusTable.status(for: error, in: record.language)
      answer = Answer(code: status.code, body: Body(status, like: request))
    }
    interceptors.ended(record, code: answer.code, now: MonotonicTime(.now))
    return answer
  }
}

extension PlainDoor.Body {
  /// A message in the form that another has.
  init(_ message: some WireMessage & JSONRepresentable, like other: PlainDoor.Body) {
    switch other {
    case .protobuf:
      var bytes = ByteBuffer()
      message.encode(into: &bytes, with: MessageCodec())
      self = .protobuf(bytes)
    case .json:
      self = .json(ProtobufJSON.text(of: message))
    }
  }
}

/// A method's name and the way to its handler, with the message types closed over.
private struct PlainRoute: Sendable {
  typealias End = @Sendable (Result<PlainDoor.Body, CallError>) -> Void

  let method: ServedMethod
  let serve: @Sendable (PlainDoor.Body, CallContext, @escaping End) throws(CallError) -> Void
}

private struct PlainRoutes: RouteBuilder {
  func route<Handler: MethodHandler>(_ method: ServedMethod, to handler: Handler) -> PlainRoute {
    PlainRoute(method: method) { (body, context, end) throws(CallError) in
      let request: Handler.Request
      switch body {
      case .protobuf(let bytes):
        do throws(MessageDecodingError) {
          request = try Handler.Request.decode(bytes, with: MessageCodec())
        } catch {
          throw CallError(payload: error)
        }
      case .json(let text):
        guard let type = Handler.Request.self as? any JSONReadable.Type,
          let read = JSONObject(text).flatMap({ type.init($0) }) as? Handler.Request
        else { throw .malformedRequest(.malformed("no JSON of a \(Handler.Request.fullName)")) }
        request = read
      }
      handler.handle(
        request, context: context, completion: PlainCompletion<Handler.Response>(request: body, end: end))
    }
  }
}

private struct PlainCompletion<Response: WireMessage & JSONRepresentable>: CallCompletion {
  let request: PlainDoor.Body
  let end: PlainRoute.End

  func complete(with result: Result<Response, CallError>) {
    end(result.map { PlainDoor.Body($0, like: request) })
  }
}
