import CCampaignProto
import NIOCore

/// Decodes and encodes messages with protobuf-c, in memory that it keeps from one message to the next. It belongs to
/// one thread at a time: make one for each connection or event loop.
public final class MessageCodec {
  /// The limits of what a message may ask of this codec.
  public let limits: MessageLimits
  let arena: MessageArena
  private var usesOfArena = 0

  /// A codec that takes messages within `limits`.
  public init(limits: MessageLimits = .server) {
    self.limits = limits
    self.arena = MessageArena(maximumBytes: limits.maximumArenaBytes)
  }

  /// The memory that the codec holds for the next message.
  public var retainedBytes: Int {
    arena.allocatedBytes
  }

  /// Runs what builds or reads structures in the arena, and empties it after the outermost of such uses.
  @inline(__always)
  func usingArena<Value>(_ body: () -> Value) -> Value {
    usesOfArena += 1
    defer {
      usesOfArena -= 1
      if usesOfArena == 0 {
        arena.reset()
      }
    }
    return body()
  }
}

extension MessageCodec {
  func decode<Message: CStructConvertible>(
    _: Message.Type, from bytes: ByteBuffer
  ) throws(MessageDecodingError) -> Message {
    try bytes.withUnsafeReadableBytes { decode(Message.self, from: $0) }.get()
  }

  func decode<Message: CStructConvertible>(
    _: Message.Type, from bytes: UnsafeRawBufferPointer
  ) -> Result<Message, MessageDecodingError> {
    do throws(MessageDecodingError) {
      var scanner = MessageScanner(limits: limits)
      try scanner.scan(bytes, as: Message.descriptor.pointer)
    } catch {
      return .failure(error)
    }
    return unpack(bytes, as: Message.descriptor) { Message(reading: $0, with: self) }
  }

  /// Unpacks bytes that were scanned. The structure is gone when `body` returns.
  func unpack<CStruct, Value>(
    _ bytes: UnsafeRawBufferPointer, as descriptor: MessageDescriptor<CStruct>,
    _ body: (UnsafePointer<CStruct>) -> Value
  ) -> Result<Value, MessageDecodingError> {
    usingArena {
      var allocator = arena.allocator
      let unpacked = protobuf_c_message_unpack(
        descriptor.pointer, &allocator, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      guard let unpacked else {
        return .failure(.malformed("the message can't be unpacked"))
      }
      return .success(body(UnsafeRawPointer(unpacked).assumingMemoryBound(to: CStruct.self)))
    }
  }
}
