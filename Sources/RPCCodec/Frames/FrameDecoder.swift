public import NIOCore

/// Cuts a stream of bytes into frames. It is a value and does no I/O: bytes go in with ``append(_:)``, frames come out
/// of ``next()`` until that gives `nil`.
///
/// Frames are slices of the bytes that were read, so a read of many small frames allocates nothing for each. The bytes
/// that the decoder holds stay below one frame of the greatest kept length and one read.
public struct FrameDecoder: Sendable {
  private let limits: FrameLimits
  private var buffer = ByteBuffer()
  /// Bytes of an oversized or unknown frame that have not arrived yet and are dropped when they do.
  private var bytesToSkip = 0
  private var failure: FrameDecodingError?

  /// A decoder at the beginning of a connection.
  public init(limits: FrameLimits) {
    self.limits = limits
  }

  /// Bytes that wait for the rest of their frame.
  public var bufferedBytes: Int {
    buffer.readableBytes
  }

  /// Takes what was read from the connection.
  public mutating func append(_ bytes: consuming ByteBuffer) {
    guard failure == nil else {
      return
    }
    if bytesToSkip > 0 {
      let skipped = min(bytesToSkip, bytes.readableBytes)
      bytes.moveReaderIndex(forwardBy: skipped)
      bytesToSkip -= skipped
    }
    if buffer.readableBytes == 0 {
      buffer = bytes
    } else {
      buffer.discardReadBytes()
      buffer.writeBuffer(&bytes)
    }
  }

  /// The next frame, or `nil` when more bytes are needed. After an error there is nothing but that error.
  public mutating func next() throws(FrameDecodingError) -> FrameEvent? {
    if let failure {
      throw failure
    }
    guard let header = try readableHeader() else {
      return nil
    }
    let length = Int(header.length)
    guard FrameType.isKnown(header.type) else {
      consumeHeader(skipping: length)
      return .frame(Frame(header: header, data: ByteBuffer()))
    }
    guard length <= limits.maximumDataBytes else {
      consumeHeader(skipping: length)
      return .oversized(header)
    }
    guard buffer.readableBytes >= FrameHeader.byteCount + length else {
      return nil
    }
    buffer.moveReaderIndex(forwardBy: FrameHeader.byteCount)
    return .frame(Frame(header: header, data: buffer.readSlice(length: length) ?? ByteBuffer()))
  }

  /// The header at the front, if it is there. A length that no frame has is found as soon as its bytes are there.
  private mutating func readableHeader() throws(FrameDecodingError) -> FrameHeader? {
    let readable = buffer.readableBytes
    guard readable >= FrameHeader.byteCount else {
      if readable == 0 {
        // An idle connection holds on to no read.
        buffer = ByteBuffer()
      } else if let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self), first != 0 {
        throw fail(.lengthBeyondProtocol(UInt32(first) << 24))
      } else if let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self),
        length > FrameLimits.protocolMaximumBytes
      {
        throw fail(.lengthBeyondProtocol(length))
      }
      return nil
    }
    let header = buffer.withUnsafeReadableBytes { FrameHeader(reading: $0) }
    guard header.length <= FrameLimits.protocolMaximumBytes else {
      // As many digits as byte-by-byte reading would have known, so that the error doesn't depend on the reads.
      let first = header.length & 0xFF00_0000
      throw fail(.lengthBeyondProtocol(first == 0 ? header.length : first))
    }
    return header
  }

  private mutating func consumeHeader(skipping length: Int) {
    buffer.moveReaderIndex(forwardBy: FrameHeader.byteCount)
    let skipped = min(length, buffer.readableBytes)
    buffer.moveReaderIndex(forwardBy: skipped)
    bytesToSkip = length - skipped
  }

  private mutating func fail(_ error: FrameDecodingError) -> FrameDecodingError {
    failure = error
    buffer = ByteBuffer()
    return error
  }
}
