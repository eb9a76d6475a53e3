import NIOCore

/// Answers all frames of a read from one loop, into one buffer, with one write and one flush.
final class EchoHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  static let headerBytes = 10

  private let answer: [UInt8]
  private var input = ByteBuffer()
  private var output = ByteBuffer()

  init(answer: [UInt8]) {
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if input.readableBytes == 0 {
      input = bytes
    } else {
      input.discardReadBytes()
      input.writeBuffer(&bytes)
    }
    answerFrames()
    // An idle connection holds on to no read.
    if input.readableBytes == 0 { input = ByteBuffer() }
    guard output.readableBytes > 0 else { return }
    context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    output.clear()
  }

  /// Copies nothing twice: the bytes are walked over once, and the answers written where they are sent from.
  private func answerFrames() {
    var consumed = 0
    input.withUnsafeReadableBytes { input in
      while input.count - consumed >= Self.headerBytes {
        let length = UInt32(bigEndian: input.loadUnaligned(fromByteOffset: consumed, as: UInt32.self))
        guard input.count - consumed - Self.headerBytes >= length else { break }
        let streamID = input.loadUnaligned(fromByteOffset: consumed + 4, as: UInt32.self)
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: answer.count) { output in
          output.copyBytes(from: answer)
          output.storeBytes(of: streamID, toByteOffset: 4, as: UInt32.self)
          return answer.count
        }
        consumed += Self.headerBytes + Int(length)
      }
    }
    input.moveReaderIndex(forwardBy: consumed)
  }
}
