/// The reason for which something can't be sent as one frame.
public enum FrameEncodingError: Error, Equatable, Sendable {
  /// The frame's data would have this many bytes, more than ``FrameLimits/protocolMaximumBytes``.
  case tooLong(byteCount: Int)
}
