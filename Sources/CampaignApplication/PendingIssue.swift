import CampaignDomain

/// One call that waits for its coupon. A class: it goes from the lane into groups and out of them, and a copy of all that
/// it refers to would count references in memory that another thread wrote.
final class PendingIssue: Sendable {
  let request: IssueRequest
  let call: Call
  let completion: @Sendable (Result<IssueCoupon.Output, UseCaseError>) -> Void

  init(
    request: IssueRequest, call: Call,
    completion: @escaping @Sendable (Result<IssueCoupon.Output, UseCaseError>) -> Void
  ) {
    self.request = request
    self.call = call
    self.completion = completion
  }

  var caller: CallerDigest { CallerDigest(request) }
}
