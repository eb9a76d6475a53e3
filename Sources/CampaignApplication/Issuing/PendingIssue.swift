import CampaignDomain
import Synchronization

/// The end of one call.
typealias IssueAnswer = Result<IssueCoupon.Output, UseCaseError>

/// One call that waits for its coupon. A class: it goes from the lane into groups and out of them, and a copy of all
/// that it refers to would count references in memory that another thread wrote.
final class PendingIssue: Sendable {
  let request: IssueRequest
  let call: Call
  let completion: @Sendable (IssueAnswer) -> Void
  private let wasRepeated = Atomic(false)

  init(request: IssueRequest, call: Call, completion: @escaping @Sendable (IssueAnswer) -> Void) {
    self.request = request
    self.call = call
    self.completion = completion
  }

  /// True where the call may go along with one more group, after the session of the first was over before anything was
  /// saved: once, and only while there is use in it.
  func beginRepeat() -> Bool {
    !call.isOver() && !wasRepeated.exchange(true, ordering: .acquiringAndReleasing)
  }
}
