import Metrics
import RPCCodec

/// Counts answers by method and code, and times them by method.
struct MetricsInterceptor: Interceptor {
  private struct Method: Sendable {
    let time: Timer
    /// The counters by the number of the status code.
    let answers: [Counter]
  }

  /// The timer and the counters by the index of the door's route; calls that reached no method come last.
  private let methods: [Method]
  /// False where nobody gathers metrics.
  private let isEnabled: Bool

  /// Makes all counters at once: a call costs no look-up, and every series is there from the start.
  init(methodNames: [MethodName], factory: any MetricsFactory) {
    isEnabled = !(factory is NOOPMetricsHandler)
    let names = methodNames.map { "\($0.service)/\($0.method)" } + ["unknown"]
    methods = names.map { name in
      Method(
        time: Timer(label: "rpc_server_call_duration", dimensions: [("method", name)], factory: factory),
        answers: StatusCode.allCases.map { code in
          Counter(
            label: "rpc_server_calls", dimensions: [("method", name), ("code", code.name)], factory: factory)
        })
    }
  }

  func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime) {
    guard isEnabled else { return }
    let index = record.methodIndex ?? methods.count - 1
    guard methods.indices.contains(index) else { return }
    let method = methods[index]
    method.time.recordNanoseconds(record.startTime.nanoseconds(to: now))
    if let number = Int(exactly: code.rawValue), method.answers.indices.contains(number) {
      method.answers[number].increment()
    }
  }
}
