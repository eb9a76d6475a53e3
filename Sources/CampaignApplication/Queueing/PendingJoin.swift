import CampaignDomain
import Synchronization

/// The end of one call of JoinQueue.
typealias JoinAnswer = Result<QueueEntryView, UseCaseError>

/// One call that waits for its place in line. A class: it goes from the lane into groups and out of them.
final class PendingJoin: Sendable {
  let user: UserID
  let call: Call
  let completion: @Sendable (JoinAnswer) -> Void
  private let wasRepeated = Atomic(false)

  init(user: UserID, call: Call, completion: @escaping @Sendable (JoinAnswer) -> Void) {
    self.user = user
    self.call = call
    self.completion = completion
  }

  /// True where the call may go along with one more group, after the session of the first was over before anything was
  /// saved: once, and only while there is use in it.
  func beginRepeat() -> Bool {
    !call.isOver() && !wasRepeated.exchange(true, ordering: .acquiringAndReleasing)
  }

  /// The same answer as for others of its group, unless its time is over.
  func answer(_ error: UseCaseError) -> JoinAnswer {
    .failure(call.isOver() ? .deadlineExceeded : error)
  }
}
