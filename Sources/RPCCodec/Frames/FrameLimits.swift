/// The length that the data of a frame may have.
public struct FrameLimits: Equatable, Sendable {
  /// No frame is longer, whoever sends it: beyond it the two ends no longer agree where frames begin.
  public static let protocolMaximumBytes = 4 << 20
  /// The limits of a server, which keeps requests of up to 64 KiB.
  public static let server = FrameLimits(maximumDataBytes: 64 << 10)
  /// The limits of a client, which keeps answers of up to 4 MiB.
  public static let client = FrameLimits(maximumDataBytes: protocolMaximumBytes)

  /// Data up to this many bytes is kept; longer data is reported as oversized and skipped.
  public var maximumDataBytes: Int

  /// Limits that keep data of up to `maximumDataBytes`, but never beyond the protocol's maximum.
  public init(maximumDataBytes: Int) {
    self.maximumDataBytes = min(max(maximumDataBytes, 0), Self.protocolMaximumBytes)
  }
}
