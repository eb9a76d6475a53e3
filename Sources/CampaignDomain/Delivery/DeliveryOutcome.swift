/// The outcome of one exchange with the service of a campaign, as the rules of delivery see it.
public enum DeliveryOutcome: Hashable, Sendable {
  /// The way that a request went.
  public enum Reach: Hashable, Sendable {
    /// It can't have reached the service.
    case unreached
    /// It may have arrived; nobody knows what became of it.
    case unknown
    /// The service answered it.
    case answered
  }

  /// The service has the coupon.
  case taken
  /// The service works on it, and tells at this place how far it is.
  case requested(DeliveryURL)
  /// The service refuses the coupon for good.
  case refused(String)
  /// Nothing is known for sure, or the service is busy: it is tried again, after the time that the service asks for.
  case again(String, Reach, retryAfter: Duration? = nil)
  /// The service, or its address, is set up wrongly: no coupon's fault.
  case misconfigured(String, Reach)
  /// Nothing was sent: the lease had no time left.
  case notSent
  /// All tries were made, and the answer to the last one was not saved.
  case exhausted
}

/// The next thing to do for a delivery.
public enum DeliveryStep: Hashable, Sendable {
  /// The coupon is sent.
  case post
  /// The place is asked how far the service is.
  case poll(DeliveryURL)
  /// Nothing is sent any more: all tries were made.
  case giveUp
}

/// A delivery that was claimed: what is sent for it, until when it may be, and the name of the claim.
public struct DeliveryClaim: Hashable, Sendable {
  /// The delivery as it was saved with the claim.
  public let delivery: Delivery
  /// The step that the claim is for.
  public let step: DeliveryStep
  /// The service; `nil`: the campaign's row names none.
  public let url: DeliveryURL?
  /// True where it is the one that tries while the others of its campaign stand still.
  public let isProbe: Bool

  /// A claim that is committed.
  public init(delivery: Delivery, step: DeliveryStep, url: DeliveryURL?, isProbe: Bool) {
    self.delivery = delivery
    self.step = step
    self.url = url
    self.isProbe = isProbe
  }

  /// The campaign of the coupon.
  public var campaignID: CampaignID { delivery.coupon.campaignID }
}

/// An exchange that is over and not saved yet.
public struct FinishedDelivery: Hashable, Sendable {
  /// The claim that it was made under.
  public let claim: DeliveryClaim
  /// The outcome of the exchange.
  public let outcome: DeliveryOutcome

  /// An exchange of this claim.
  public init(_ claim: DeliveryClaim, _ outcome: DeliveryOutcome) {
    self.claim = claim
    self.outcome = outcome
  }
}
