internal import NIOCore
internal import RPCCodec
internal import Synchronization

/// One connection of a ``ScriptedServer``.
final class ScriptedConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let script: ScriptedServer.Script
  private let codec = MessageCodec(limits: .client)
  private var decoder = FrameDecoder(limits: .client)

  init(script: @escaping ScriptedServer.Script) {
    self.script = script
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    decoder.append(unwrapInboundIn(data))
    do {
      while let event = try decoder.next() {
        guard case .frame(let frame) = event, frame.header.type == FrameType.request else { continue }
        try receive(frame, context: context)
      }
    } catch {
      context.close(promise: nil)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.flush()
  }

  private func receive(_ frame: Frame, context: ChannelHandlerContext) throws {
    let envelope = try RequestEnvelope.decode(frame.data, methods: MethodTable([]), with: codec)
    guard case .unknown(let name) = envelope.method else { return }
    let call = ScriptedCall(
      method: name.method, payload: envelope.payload, timeoutNanoseconds: envelope.timeoutNanoseconds,
      metadata: envelope.metadata)
    carryOut(script(call), streamID: frame.header.streamID, context: context)
  }

  private func carryOut(_ reply: ScriptedReply, streamID: UInt32, context: ChannelHandlerContext) {
    var buffer = ByteBuffer()
    switch reply {
    case .message(let message):
      do {
        try ResponseEncoder.append(streamID: streamID, message: message, to: &buffer, with: codec)
      } catch {
        context.close(promise: nil)
      }
    case .status(let status):
      ResponseEncoder.append(streamID: streamID, status: status, to: &buffer, with: codec)
    case .bytes(let make):
      buffer = make(streamID)
    case .later(let future):
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      future.hop(to: context.eventLoop).whenSuccess { reply in
        let (connection, context) = bound.value
        connection.carryOut(reply, streamID: streamID, context: context)
        context.flush()
      }
      return
    case .silence:
      return
    case .cut:
      return context.close(promise: nil)
    }
    context.write(wrapOutboundOut(buffer), promise: nil)
  }
}

/// The connections that a server has accepted.
final class AcceptedConnections: Sendable {
  private let channels = Mutex<[any Channel]>([])

  func add(_ channel: any Channel) {
    channels.withLock { $0.append(channel) }
  }

  func takeAll() -> [any Channel] {
    channels.withLock { channels in
      defer { channels = [] }
      return channels
    }
  }
}
