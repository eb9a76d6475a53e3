package import CampaignDomain
internal import RPCCodec

/// An entry of a campaign's line, as the answer to one request showed it.
package struct JoinedEntry: Equatable, Sendable {
  /// The request's number in its run; its user follows from it.
  package var request: UInt64

  /// The microseconds from the run's start to the request's plan.
  package var plannedMicroseconds: UInt64

  /// The coupon request behind the entry.
  package var requestID: RequestID

  /// The number drawn at the join: 1, 2, 3… 0: the user had the coupon already, and never stood in line.
  package var ticket: Int64

  /// True if the entry had ended when the request was answered: it was there before.
  package var isOld: Bool

  package init(
    request: UInt64, plannedMicroseconds: UInt64 = 0, requestID: RequestID, ticket: Int64, isOld: Bool = false
  ) {
    self.request = request
    self.plannedMicroseconds = plannedMicroseconds
    self.requestID = requestID
    self.ticket = ticket
    self.isOld = isOld
  }

  /// The entry of an answer; `nil`: it can't be one of the request's user in this campaign.
  init?(
    _ entry: QueueEntryMessage, ofRequest request: UInt64, plannedMicroseconds: UInt64, campaignID: Int64,
    naming: UserNaming
  ) {
    guard let requestID = RequestID(entry.requestID), entry.campaignID == campaignID,
      naming.isName(entry.userID, ofRequest: request)
    else { return nil }
    switch entry.status {
    case .waiting, .processing: guard entry.ticket > 0 else { return nil }
    case .failed: guard entry.ticket > 0, !entry.failureReason.isEmpty else { return nil }
    case .completed: guard entry.ticket >= 0, entry.coupon != nil else { return nil }
    default: return nil
    }
    self.init(
      request: request, plannedMicroseconds: plannedMicroseconds, requestID: requestID, ticket: entry.ticket,
      isOld: entry.status == .completed || entry.status == .failed)
  }

  /// True where it comes first in the order of tickets. Requests that were shown the same entry stand side by side,
  /// those first to which it was new.
  static func isBefore(_ left: JoinedEntry, _ right: JoinedEntry) -> Bool {
    (left.ticket, left.requestID.high, left.requestID.low, left.isOld ? 1 : 0, left.request)
      < (right.ticket, right.requestID.high, right.requestID.low, right.isOld ? 1 : 0, right.request)
  }
}
