import CCampaignProto

/// `google.protobuf.Duration`: a span of time, to the nanosecond, as it stands in a message.
public struct ProtobufDuration: Hashable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.protobuf.Duration"
  /// The most seconds that a valid one has: 10,000 years.
  public static let maximumSeconds: Int64 = 315_576_000_000

  /// Whole seconds.
  public var seconds: Int64
  /// Nanoseconds beyond them, of the same sign, less than a second.
  public var nanos: Int32

  /// A duration of these two fields, which are not checked.
  public init(seconds: Int64 = 0, nanos: Int32 = 0) {
    self.seconds = seconds
    self.nanos = nanos
  }

  /// The span, what is finer than a nanosecond cut off, and no longer than what is valid.
  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    guard abs(seconds.clamped(to: -Self.maximumSeconds...Self.maximumSeconds)) < Self.maximumSeconds else {
      self.init(seconds: seconds < 0 ? -Self.maximumSeconds : Self.maximumSeconds)
      return
    }
    self.init(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
  }

  /// True if it is no longer than 10,000 years and seconds and nanoseconds agree in sign.
  public var isValid: Bool {
    (-Self.maximumSeconds...Self.maximumSeconds).contains(seconds) && (-999_999_999...999_999_999).contains(nanos)
      && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0))
  }

  /// The span as the standard library has it; `nil` where it isn't valid.
  public var duration: Duration? {
    isValid ? .seconds(seconds) + .nanoseconds(Int64(nanos)) : nil
  }
}

extension Int64 {
  fileprivate func clamped(to range: ClosedRange<Int64>) -> Int64 {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}

extension ProtobufDuration: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__protobuf__duration__init)

  init(reading message: UnsafePointer<Google__Protobuf__Duration>, with _: MessageCodec) {
    self.init(seconds: message.pointee.seconds, nanos: message.pointee.nanos)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Protobuf__Duration> {
    let message = arena.make(Self.descriptor)
    message.pointee.seconds = seconds
    message.pointee.nanos = nanos
    return message
  }
}
