import NIOCore
import NIOHTTP1

/// One connection to a stand-in: collects a request, waits as long as it is told, answers or cuts.
final class PartnerConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// The most bytes of a body; a longer one is cut to it.
  private static let maximumBodyBytes = 64 * 1_024

  private let desk: PartnerDesk
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()

  init(desk: PartnerDesk) {
    self.desk = desk
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
    case .body(var part):
      let room = Self.maximumBodyBytes - body.readableBytes
      if let slice = part.readSlice(length: min(room, part.readableBytes)) { body.writeImmutableBuffer(slice) }
    case .end: if let head = head.take() { serve(head, context: context) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func serve(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
    var headers: [String: String] = [:]
    for (name, value) in head.headers { headers[name.lowercased()] = value }
    let (call, reaction) = desk.receive(
      method: head.method.rawValue, target: head.uri, headers: headers, body: String(buffer: body))
    let isKeptAlive = head.isKeepAlive
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    let answer = { [desk] in
      Self.write(desk.answer(call, reaction), keepsAlive: isKeptAlive, context: context.value)
    }
    if reaction.delay <= .zero { return answer() }
    let bound = NIOLoopBound(answer, eventLoop: context.value.eventLoop)
    context.value.eventLoop.scheduleTask(in: TimeAmount(reaction.delay)) { bound.value() }
  }

  private static func write(_ answer: PartnerDesk.Answer?, keepsAlive: Bool, context: ChannelHandlerContext) {
    guard let answer else { return context.close(promise: nil) }
    var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
    headers.replaceOrAdd(name: "content-length", value: "\(answer.body.utf8.count)")
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
    context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
    context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
    context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: nil)
    if !keepsAlive { context.close(promise: nil) }
  }
}
