/// A stand-in's reactions by the numbers of requests: the same run gives the same reactions.
public struct PartnerPlan: Hashable, Sendable {
  /// The time before each answer.
  public var delay: Duration
  /// Each request whose number is a multiple of it refuses a coupon that is new to the book; `nil`: none does.
  public var refuseEvery: Int?
  /// In each so many requests one is cut, in turn before the book has it and after; `nil`: none is.
  public var dropEvery: Int?

  /// Takes all that comes, at once, unless told.
  public init(delay: Duration = .zero, refuseEvery: Int? = nil, dropEvery: Int? = nil) {
    self.delay = delay
    self.refuseEvery = refuseEvery
    self.dropEvery = dropEvery
  }

  /// The reaction to a request.
  public func reaction(to call: PartnerCall) -> PartnerReaction {
    var reaction = PartnerReaction(delay: delay)
    if let refuseEvery, refuseEvery > 0 { reaction.isRefused = call.number.isMultiple(of: refuseEvery) }
    // In the middle between two that are refused, where both are as many.
    if let dropEvery, dropEvery > 0, call.number % dropEvery == dropEvery / 2 {
      reaction.cut = (call.number / dropEvery).isMultiple(of: 2) ? .before : .after
    }
    return reaction
  }
}
