/// The 10 bytes before the data of each frame.
public struct FrameHeader: Equatable, Sendable {
  /// The number of bytes that a header takes.
  public static let byteCount = 10

  /// The number of bytes of data that follow.
  public var length: UInt32
  /// The call that the frame belongs to.
  public var streamID: UInt32
  /// The type of the data; ``FrameType`` has the known ones.
  public var type: UInt8
  /// Flags of the type; a unary call has none.
  public var flags: UInt8

  /// A header of these four fields.
  public init(length: UInt32, streamID: UInt32, type: UInt8, flags: UInt8 = 0) {
    self.length = length
    self.streamID = streamID
    self.type = type
    self.flags = flags
  }
}

extension FrameHeader {
  /// Reads a header from the first ``byteCount`` bytes, which the caller has made sure of.
  @inline(__always)
  init(reading bytes: UnsafeRawBufferPointer) {
    self.init(
      length: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)),
      streamID: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)),
      type: bytes.loadUnaligned(fromByteOffset: 8, as: UInt8.self),
      flags: bytes.loadUnaligned(fromByteOffset: 9, as: UInt8.self))
  }

  /// Writes the header into the first ``byteCount`` bytes, which the caller has made room for.
  @inline(__always)
  func write(to bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: length.bigEndian, toByteOffset: 0, as: UInt32.self)
    Self.write(streamID: streamID, to: bytes)
    bytes.storeBytes(of: type, toByteOffset: 8, as: UInt8.self)
    bytes.storeBytes(of: flags, toByteOffset: 9, as: UInt8.self)
  }

  /// Writes another stream id into the bytes of a header.
  @inline(__always)
  static func write(streamID: UInt32, to header: UnsafeMutableRawBufferPointer) {
    header.storeBytes(of: streamID.bigEndian, toByteOffset: 4, as: UInt32.self)
  }
}
