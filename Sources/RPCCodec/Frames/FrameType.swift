/// The message types of a ttrpc frame.
public enum FrameType {
  /// A call comes in.
  public static let request: UInt8 = 1
  /// A call is answered.
  public static let response: UInt8 = 2
  /// A part of a stream; unary calls never have it.
  public static let data: UInt8 = 3

  /// True if the protocol gives the type a meaning. The data of any other is skipped without being kept.
  public static func isKnown(_ type: UInt8) -> Bool {
    type >= request && type <= data
  }
}
