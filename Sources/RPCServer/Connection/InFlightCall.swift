import CampaignApplication
import CampaignService

/// What the connection keeps of a call while its work lasts.
struct InFlightCall: Sendable {
  /// Clock and fate, shared with the use case.
  let call: Call
  /// What the interceptors want to know when it ends.
  let record: CallRecord
  /// The time to answer DEADLINE_EXCEEDED; nil once the call is decided and only finishes.
  var deadline: MonotonicTime?

  init(call: Call, record: CallRecord, deadline: MonotonicTime?) {
    self.call = call
    self.record = record
    self.deadline = deadline
  }
}
