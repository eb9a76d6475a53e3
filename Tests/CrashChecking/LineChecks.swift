extension CrashChecks {
  /// Entries that were told and aren't stored so, and ends that were taken back.
  static func entries(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    let coupons = Set(state.coupons.map(\.coupon))
    var found: [Contradiction] = []
    var requests: [Ticket: String] = [:]
    for observation in observations {
      guard case .entry(let entry) = observation.told else { continue }
      let evidence = "\(entry), told at \(observation.heard)"
      if let number = entry.ticket, number > 0 {
        let ticket = Ticket(campaign: entry.campaign, number: number)
        if let other = requests.updateValue(entry.request, forKey: ticket), other != entry.request {
          found.append(Contradiction(.nothingIsToldTwice, "ticket of \(other) and \(evidence)"))
        }
      }
      guard let stored = state.entries[entry.request], stored.campaign == entry.campaign, stored.user == entry.user,
        entry.ticket == nil || stored.ticket == entry.ticket
      else {
        found.append(Contradiction(.toldEntryIsStored, evidence))
        continue
      }
      if let end = entry.end, stored.end != end {
        found.append(Contradiction(.toldEndStays, "\(evidence), is \(stored)"))
      }
      if let coupon = entry.coupon, !coupons.contains(coupon) {
        found.append(Contradiction(.toldCouponIsStored, evidence))
      }
    }
    return found
  }

  private struct Ticket: Hashable {
    let campaign: Int64
    let number: Int64
  }
}
