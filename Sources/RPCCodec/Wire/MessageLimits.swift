/// The limits of what one message may ask of whoever decodes it.
public struct MessageLimits: Equatable, Sendable {
  /// The limits for requests: no method needs more than a dozen fields and its metadata. 64 KiB of one-byte fields
  /// would cost protobuf-c megabytes and a millisecond, 512 cost nothing.
  public static let server = MessageLimits(
    maximumFields: 512, maximumMetadataEntries: 64, maximumArenaBytes: 1 << 20)
  /// The limits for answers: a page of 10,000 coupons has 80,000 fields, and some to spare for what coupons get later.
  public static let client = MessageLimits(
    maximumFields: 1 << 18, maximumMetadataEntries: 64, maximumArenaBytes: 64 << 20)

  /// The number of fields that a message may have, those of nested messages, unknown ones and elements of packed ones
  /// included.
  public var maximumFields: Int
  /// The number of metadata entries that a request may have.
  public var maximumMetadataEntries: Int
  /// The memory that the decoded form of a message may take while it is being copied out.
  public var maximumArenaBytes: Int
}
