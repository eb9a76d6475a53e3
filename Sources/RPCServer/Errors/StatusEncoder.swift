import CampaignApplication
import CampaignDomain
import NIOCore
import RPCCodec

/// Encodes the statuses of one event loop. Those that crowds get are encoded once: what never changes for all callers
/// (`ConstantStatus`), and CAMPAIGN_NOT_STARTED, but for the time that is left, for all who wait for the same start.
final class StatusEncoder {
  let codec: MessageCodec
  /// Of the start that was last waited for.
  private var notStarted: (startTime: Timestamp, code: StatusCode, status: EncodedDelayStatus)?

  init(codec: MessageCodec) {
    self.codec = codec
  }

  /// Appends an error's answer, and returns the code of its status.
  func append(_ error: CallError, streamID: UInt32, to buffer: inout ByteBuffer) -> StatusCode {
    if let constant = ConstantStatus.status(for: error) {
      ResponseEncoder.append(streamID: streamID, status: constant.encoded, to: &buffer)
      return constant.code
    }
    if case .useCase(.campaignNotStarted(let startTime, let timeLeft)) = error {
      let (code, status) = notStarted(startTime)
      ResponseEncoder.append(streamID: streamID, status: status, delay: max(timeLeft, .zero), to: &buffer)
      return code
    }
    let status = ErrorStatusTable.status(for: error)
    ResponseEncoder.append(streamID: streamID, status: status, to: &buffer, with: codec)
    return status.code
  }

  private func notStarted(_ startTime: Timestamp) -> (StatusCode, EncodedDelayStatus) {
    if let notStarted, notStarted.startTime == startTime { return (notStarted.code, notStarted.status) }
    let error = CallError.useCase(.campaignNotStarted(startTime: startTime, timeLeft: .zero))
    let status = ErrorStatusTable.statusBeforeDelay(for: error)
    let encoded = EncodedDelayStatus(status, with: codec)
    notStarted = (startTime, status.code, encoded)
    return (status.code, encoded)
  }
}
