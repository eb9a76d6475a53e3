/// Claims deliveries of one campaign whose rows are locked. A value: nothing is claimed before `standstill` and
/// `claims` were committed.
public struct DeliveryClaiming: Sendable {
  /// The claims, each with its delivery as it is to be saved.
  public private(set) var claims: [DeliveryClaim] = []
  /// The campaign's standstill as it is to be saved; `nil`: it stays as it is.
  public private(set) var standstill: DeliveryStandstill?

  /// Takes those of `deliveries` that are due; of a campaign that stands still one, if it is time.
  public init(
    _ deliveries: [Delivery], url: DeliveryURL?, standstill: DeliveryStandstill?, at now: Timestamp,
    by rules: DeliveryRules
  ) {
    for delivery in deliveries {
      var delivery = delivery
      guard let step = delivery.claim(at: now, by: rules) else { continue }
      guard var current = standstill else {
        claims.append(DeliveryClaim(delivery: delivery, step: step, url: url, isProbe: false))
        continue
      }
      guard current.beginProbe(at: now, by: rules) else { return }
      self.standstill = current
      claims.append(DeliveryClaim(delivery: delivery, step: step, url: url, isProbe: true))
      return
    }
  }
}
