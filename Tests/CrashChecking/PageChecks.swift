extension CrashChecks {
  /// Pages that don't agree with themselves, with what is stored, or with what was heard before they were asked for.
  static func pages(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    let stored = Set(state.coupons.map(\.coupon))
    var found: [Contradiction] = []
    for observation in observations {
      guard case .page(let page) = observation.told else { continue }
      if let fault = fault(within: page) { found.append(Contradiction(.pageIsTrue, "\(fault): \(summary(page))")) }
      guard observation.heard < state.place else { continue }
      guard let campaign = state.campaigns[page.campaign] else {
        found.append(Contradiction(.pageIsTrue, "no such campaign: \(summary(page))"))
        continue
      }
      if page.total != campaign.total || page.remaining < campaign.remaining {
        found.append(Contradiction(.pageIsTrue, "\(campaign) is stored: \(summary(page))"))
      }
      if let gone = page.coupons.first(where: { !stored.contains($0) }) {
        found.append(Contradiction(.pageIsTrue, "\(gone) is gone: \(summary(page))"))
      }
    }
    return found + stalePages(observations)
  }

  private static func fault(within page: ToldPage) -> String? {
    if page.issued != page.total - page.remaining || page.remaining < 0 { return "its counts contradict each other" }
    if page.coupons.contains(where: { $0.campaign != page.campaign || $0.sequence > page.issued }) {
      return "a coupon that its count leaves out"
    }
    let sequences = page.coupons.map(\.sequence)
    if zip(sequences, sequences.dropFirst()).contains(where: { $1 != $0 + 1 }) { return "a gap between its coupons" }
    return nil
  }

  /// Pages that count fewer coupons than was known to somebody before they were asked for.
  private static func stalePages(_ observations: [Observation]) -> [Contradiction] {
    var found: [Contradiction] = []
    var known: [Int64: Int64] = [:]
    let byHeard = observations.sorted { $0.heard < $1.heard }
    var next = byHeard.startIndex
    for observation in observations.sorted(by: { $0.sent < $1.sent }) {
      guard case .page(let page) = observation.told else { continue }
      while next < byHeard.endIndex, byHeard[next].heard < observation.sent {
        switch byHeard[next].told {
        case .coupon(let coupon, _, _): known[coupon.campaign] = max(known[coupon.campaign] ?? 0, coupon.sequence)
        case .page(let earlier): known[earlier.campaign] = max(known[earlier.campaign] ?? 0, earlier.issued)
        default: break
        }
        next += 1
      }
      if let least = known[page.campaign], page.issued < least {
        found.append(Contradiction(.pageIsTrue, "\(least) were issued before: \(summary(page))"))
      }
    }
    return found
  }

  private static func summary(_ page: ToldPage) -> String {
    "campaign \(page.campaign), \(page.issued) of \(page.total) issued, \(page.remaining) left, \(page.coupons.count) shown"
  }
}
