import CampaignDomain

/// The deliveries that one scheduler has: those whose exchange is under way, and those that are over and not saved yet.
/// A pure value: it knows nothing of Tasks or databases.
struct DeliveryFlights {
  private let rules: DeliveryRules
  /// Both kinds, by campaign.
  private var counts: [CampaignID: Int] = [:]
  private(set) var finished: [FinishedDelivery] = []
  private(set) var isStopping = false
  /// Both kinds.
  private(set) var count = 0

  init(_ rules: DeliveryRules) {
    self.rules = rules
  }

  /// The exchanges that are under way.
  var inFlightCount: Int { count - finished.count }

  /// The most deliveries that may be claimed now.
  var freeCount: Int { isStopping ? 0 : max(0, rules.inFlightLimit - count) }

  /// The most that may be claimed of one campaign.
  func freeCount(of id: CampaignID) -> Int { min(freeCount, max(0, rules.campaignLimit - (counts[id] ?? 0))) }

  /// These are claimed, and their exchanges begin.
  mutating func begin(_ claims: [DeliveryClaim]) {
    for claim in claims { counts[claim.campaignID, default: 0] += 1 }
    count += claims.count
  }

  /// An exchange is over.
  mutating func finish(_ delivery: FinishedDelivery) { finished.append(delivery) }

  /// The exchanges that are over, by campaign, those of these campaigns left out.
  func toSave(excluding excluded: Set<CampaignID>) -> [CampaignID: [FinishedDelivery]] {
    Dictionary(grouping: finished.lazy.filter { !excluded.contains($0.claim.campaignID) }) { $0.claim.campaignID }
  }

  /// These are saved, or are somebody else's by now.
  mutating func forget(_ saved: [FinishedDelivery]) {
    if saved.isEmpty { return }
    let tokens = Dictionary(
      saved.map { ($0.claim.delivery.requestID, $0.claim.delivery.token) }, uniquingKeysWith: { _, last in last })
    let before = finished.count
    finished.removeAll { tokens[$0.claim.delivery.requestID] == $0.claim.delivery.token }
    for delivery in saved {
      let id = delivery.claim.campaignID
      counts[id] = (counts[id] ?? 0) - 1
      if counts[id] ?? 0 <= 0 { counts[id] = nil }
    }
    count -= before - finished.count
  }

  /// Nothing is claimed any more.
  mutating func stop() { isStopping = true }
}
