internal import Glibc
internal import NIOCore
internal import RPCClient
internal import RPCCodec

/// The content of an answer.
enum ReceivedResponse: Equatable {
  case coupon(CouponMessage, isReplay: Bool)
  case entry(QueueEntryMessage)
  case refusal(Outcome, AttemptFailure)
  /// It is no answer of the protocol.
  case malformed
}

/// Reads the answers of IssueCoupon, or of JoinQueue. A crowd is told the same few things: a refusal whose bytes were
/// seen before isn't decoded again.
struct AnswerReader {
  /// The number of refusals that are remembered: as many as a campaign gives at a time, and a few more. One that has a
  /// time in it is different each time and pushes out none but the last.
  private static let maximumKnown = 8

  private let joins: Bool
  private let codec = MessageCodec(limits: .client)
  private var known: [(bytes: [UInt8], answer: ReceivedResponse)] = []

  /// A reader of the answers to a load's requests.
  init(through: LoadOptions.Through = .issue) {
    joins = through != .issue
  }

  /// Reads the data of a response frame.
  mutating func read(_ data: ByteBuffer) -> ReceivedResponse {
    if let index = data.withUnsafeReadableBytes(indexOfKnown) {
      // The refusal of the moment comes first.
      if index > 0 { known.swapAt(index, 0) }
      return known[0].answer
    }
    do {
      let envelope = try ResponseEnvelope.decode(data, with: codec)
      guard let status = envelope.status, status.code != .ok else {
        return try content(of: envelope.payload)
      }
      let answer = ReceivedResponse.refusal(Outcome(status), AttemptFailure(status))
      if known.count == Self.maximumKnown { known.removeLast() }
      known.append((Array(data.readableBytesView), answer))
      return answer
    } catch {
      return .malformed
    }
  }

  private func content(of payload: ByteBuffer) throws -> ReceivedResponse {
    guard !joins else {
      return try JoinQueueResponse.decode(payload, with: codec).entry.map { .entry($0) } ?? .malformed
    }
    let response = try IssueCouponResponse.decode(payload, with: codec)
    return response.coupon.map { .coupon($0, isReplay: response.alreadyIssued) } ?? .malformed
  }

  private func indexOfKnown(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let count = bytes.count
    for index in known.indices where known[index].bytes.count == count {
      let isSame = known[index].bytes.withUnsafeBytes { known in
        guard let known = known.baseAddress, let bytes = bytes.baseAddress else { return true }
        return memcmp(known, bytes, count) == 0
      }
      if isSame { return index }
    }
    return nil
  }
}
