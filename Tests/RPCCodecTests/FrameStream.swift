import NIOCore
import RPCCodec

/// The output of a decoder: its events and the error that ended them.
struct FrameOutcome: Equatable {
  var events: [FrameEvent] = []
  var error: FrameDecodingError?
  /// The most that waited in the decoder between reads.
  var largestBufferedBytes = 0

  static func == (left: FrameOutcome, right: FrameOutcome) -> Bool {
    left.events == right.events && left.error == right.error
  }

  /// Reads chunks one after another, draining the decoder after each.
  init(decoding chunks: [ByteBuffer], limits: FrameLimits = .server) {
    var decoder = FrameDecoder(limits: limits)
    do throws(FrameDecodingError) {
      for chunk in chunks {
        decoder.append(chunk)
        while let event = try decoder.next() {
          events.append(event)
        }
        largestBufferedBytes = max(largestBufferedBytes, decoder.bufferedBytes)
      }
    } catch {
      self.error = error
    }
  }
}

extension ByteBuffer {
  /// A frame of data.
  static func frame(
    _ data: [UInt8], streamID: UInt32 = 1, type: UInt8 = FrameType.request, flags: UInt8 = 0
  ) -> ByteBuffer {
    var buffer = ByteBuffer()
    FrameEncoder.append(streamID: streamID, type: type, flags: flags, data: ByteBuffer(bytes: data), to: &buffer)
    return buffer
  }

  static func + (left: ByteBuffer, right: ByteBuffer) -> ByteBuffer {
    var joined = left
    joined.writeImmutableBuffer(right)
    return joined
  }

  /// The bytes in two pieces.
  func split(at offset: Int) -> [ByteBuffer] {
    var rest = self
    let first = rest.readSlice(length: offset) ?? ByteBuffer()
    return [first, rest]
  }

  /// The bytes in pieces of lengths that `length` gives.
  func pieces(_ length: () -> Int) -> [ByteBuffer] {
    var rest = self
    var pieces: [ByteBuffer] = []
    while rest.readableBytes > 0, let piece = rest.readSlice(length: min(max(length(), 1), rest.readableBytes)) {
      pieces.append(piece)
    }
    return pieces
  }
}
