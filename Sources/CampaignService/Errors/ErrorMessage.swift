import CampaignApplication
import CampaignDomain
import RPCCodec

/// The English sentence of an error: it says what is wrong and what to do.
enum ErrorMessage {
  static func text(for error: CallError) -> String {
    switch error {
    case .useCase(let error):
      text(for: error)
    case .malformedRequest(let fault):
      "The request can't be read (\(fault)): send it as the proto files define it."
    case .requestTooLarge(let bytes, let limit):
      "The request has \(bytes) bytes of data, at most \(limit) are taken: send a smaller one."
    case .responseTooLarge(let bytes, let limit):
      "The response would have \(bytes) bytes, at most \(limit) can be sent: ask with a smaller page_size."
    case .flagsNotUnary(let flags):
      "Streams are not supported: send a unary request, with flags 0 in place of \(flags)."
    case .unknownMethod(let service, let method):
      "There is no method \(quoted(service))/\(quoted(method)) here: check both names and the server's version."
    case .unknownService(let name):
      "There is no service \(quoted(name)) here: ask for \"\" or \"campaign.v1.CampaignService\"."
    case .draining:
      "The server is shutting down: repeat the call on another connection."
    case .timeOver:
      "The time for the call was over before it was decided: nothing was changed, call again with more time."
    case .internalFault(let id):
      "The server met a fault of its own: report the id \(id) to its operators."
    }
  }

  private static func text(for error: UseCaseError) -> String {
    switch error {
    case .campaignNotFound(let id):
      "There is no campaign \(id.rawValue): check the id."
    case .campaignNotStarted(let startTime, _):
      "The campaign starts at \(startTime.rfc3339): call again then."
    case .campaignNeverStarts:
      "The campaign has no start yet: ask those who run it when to call again."
    case .soldOut:
      "All coupons of the campaign are issued: stop asking."
    case .campaignPaused:
      "The campaign is paused: call again when it has been resumed."
    case .campaignClosed:
      "The campaign is closed: stop asking."
    case .userLimitReached(let limit):
      "The user has all \(limit) coupons that the campaign gives to one: stop asking."
    case .invalidField(let faults):
      "Correct these fields: "
        + faults.prefix(ErrorStatusTable.maximumFieldViolations).map { "\($0.field) \($0.description)" }
        .joined(separator: "; ") + "."
    case .idempotencyKeyReused:
      "The idempotency_key was used before with other fields: take a new key, or repeat the same request."
    case .overloaded:
      "The server has more calls than it can take: call again later."
    case .databaseUnavailable:
      "The database can't be reached: call again later."
    case .outcomeUnknown:
      "The database's answer was lost and the call may have succeeded: repeat it with the same user or key."
    case .deadlineExceeded:
      text(for: .timeOver)
    case .internalFault:
      text(for: .internalFault(id: "(none)"))
    }
  }

  /// A name from the wire, cut so that an answer can't be blown up by what was asked.
  private static func quoted(_ name: String) -> String {
    name.unicodeScalars.count <= 100 ? "\"\(name)\"" : "\"\(String(name.unicodeScalars.prefix(100)))…\""
  }
}
