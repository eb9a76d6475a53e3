public import NIOCore

/// The data of a request frame: the method that is called and its request.
public struct RequestEnvelope: Equatable, Sendable {
  /// The method.
  public var method: MethodReference
  /// The request message's bytes: a slice of the frame's data.
  public var payload = ByteBuffer()
  /// The time left for the call; negative: it is over; 0: the server's own limit.
  public var timeoutNanoseconds: Int64 = 0
  /// The metadata that the sender adds, in its order.
  public var metadata: [MetadataEntry] = []
}
