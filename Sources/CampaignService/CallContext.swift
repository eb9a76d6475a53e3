public import CampaignApplication
public import RPCCodec

/// The facts of a call that a handler knows beside its message.
public struct CallContext: Sendable {
  /// Deadline and fate of the call: a door whose caller is gone, or has no time left, expires it.
  public let call: Call
  /// The address that the call came from.
  public let peer: String
  /// The caller, where somebody found out; `nil`: nobody did.
  public let principal: String?
  /// The metadata that the caller sent; keys are lower case.
  public let metadata: [MetadataEntry]
  /// The language of the caller's texts.
  public let language: Language

  /// The context of a call that was admitted.
  public init(
    call: Call, peer: String, principal: String? = nil, metadata: [MetadataEntry] = [], language: Language = .korean
  ) {
    self.call = call
    self.peer = peer
    self.principal = principal
    self.metadata = metadata
    self.language = language
  }

  /// The caller, as it is written down with what they change.
  public var actor: String { principal ?? peer }
}

/// A call on its way through the interceptors.
public struct IncomingCall: Sendable {
  /// The record of the call.
  public let record: CallRecord
  /// True: the method is served while the server drains.
  public let isServedWhileDraining: Bool
  /// The time left as the caller gave it: 0 none given, negative over.
  public let timeoutNanoseconds: Int64
  /// The metadata that the caller sent; keys are lower case.
  public let metadata: [MetadataEntry]
  /// The deadline, set by the interceptor for deadlines.
  public var deadline: MonotonicTime?
  /// The caller, set by an interceptor that finds out who calls, or by a door that knows.
  public var principal: String?

  /// A call that no interceptor has seen.
  public init(
    record: CallRecord, isServedWhileDraining: Bool, timeoutNanoseconds: Int64, metadata: [MetadataEntry]
  ) {
    self.record = record
    self.isServedWhileDraining = isServedWhileDraining
    self.timeoutNanoseconds = timeoutNanoseconds
    self.metadata = metadata
  }
}

/// The facts that are known of a call until it ends, for its texts, for metrics and for log lines.
public struct CallRecord: Equatable, Sendable {
  /// The place of the method in the door's list of routes; `nil` for calls that reached no method.
  public let methodIndex: Int?
  /// The language of the caller's texts.
  public let language: Language
  /// The time at which it came in.
  public let startTime: MonotonicTime

  /// The record of a call that came in.
  public init(methodIndex: Int?, language: Language = .korean, startTime: MonotonicTime) {
    self.methodIndex = methodIndex
    self.language = language
    self.startTime = startTime
  }
}
