import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec

/// Encodes the statuses of one event loop. Those that crowds get are encoded once in each language: what never changes
/// for all callers (`ConstantError`), and CAMPAIGN_NOT_STARTED, but for the time that is left, for all who wait for the
/// same start.
final class StatusEncoder {
  private typealias NotStarted = (startTime: Timestamp, code: StatusCode, status: EncodedDelayStatus)

  let codec: MessageCodec
  /// The statuses by the error and then by the language, as `place(of:in:)` counts.
  private let constants: [(code: StatusCode, status: EncodedStatus)]
  /// The statuses of the start that was last waited for, by the language.
  private var notStarted: [NotStarted?]

  init(codec: MessageCodec) {
    self.codec = codec
    constants = ConstantError.allCases.flatMap { constant in
      Language.allCases.map { language in
        let status = ErrorStatusTable.status(for: constant.error, in: language)
        return (status.code, EncodedStatus(status, with: codec))
      }
    }
    notStarted = Language.allCases.map { _ in nil }
  }

  /// Appends an error's answer, and returns the code of its status.
  func append(_ error: CallError, in language: Language, streamID: UInt32, to buffer: inout ByteBuffer) -> StatusCode {
    if let constant = ConstantError(error) {
      let (code, status) = constants[Self.place(of: constant, in: language)]
      ResponseEncoder.append(streamID: streamID, status: status, to: &buffer)
      return code
    }
    if case .useCase(.campaignNotStarted(let startTime, let timeLeft)) = error {
      let (code, status) = notStarted(startTime, in: language)
      ResponseEncoder.append(streamID: streamID, status: status, delay: max(timeLeft, .zero), to: &buffer)
      return code
    }
    let status = ErrorStatusTable.status(for: error, in: language)
    ResponseEncoder.append(streamID: streamID, status: status, to: &buffer, with: codec)
    return status.code
  }

  private static let languageCount = Language.allCases.count

  private static func place(of constant: ConstantError, in language: Language) -> Int {
    constant.rawValue * languageCount + Int(language.rawValue)
  }

  private func notStarted(_ startTime: Timestamp, in language: Language) -> (StatusCode, EncodedDelayStatus) {
    let place = Int(language.rawValue)
    if let known = notStarted[place], known.startTime == startTime { return (known.code, known.status) }
    let error = CallError.useCase(.campaignNotStarted(startTime: startTime, timeLeft: .zero))
    let status = ErrorStatusTable.statusBeforeDelay(for: error, in: language)
    let encoded = EncodedDelayStatus(status, with: codec)
    notStarted[place] = (startTime, status.code, encoded)
    return (status.code, encoded)
  }
}
