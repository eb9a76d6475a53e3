extension CrashChecks {
  /// Campaigns that were told as created and aren't stored, or with another key.
  static func campaigns(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    observations.compactMap { observation in
      guard case .created(let campaign, let key) = observation.told, state.campaigns[campaign]?.key != key else {
        return nil
      }
      return Contradiction(.toldCampaignIsStored, "campaign \(campaign) of key \(key), told at \(observation.heard)")
    }
  }

  /// Transitions that the told states prove and the database doesn't have.
  ///
  /// A campaign that was open, then paused, then open has been paused and resumed once at least, by whomever. The
  /// longest such chain of answers, each asked for behind the one before, says how often.
  static func transitions(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    var chains: [Int64: Chain] = [:]
    for observation in observations.sorted(by: { $0.heard < $1.heard }) {
      switch observation.told {
      case .state(let campaign, let phase): chains[campaign, default: Chain()].add(phase, observation)
      case .coupon(let coupon, _, isReplay: false): chains[coupon.campaign, default: Chain()].add(.open, observation)
      case .page(let page):
        if let phase = page.phase { chains[page.campaign, default: Chain()].add(phase, observation) }
      case .pausedRefusal(let campaign):
        // Memory may refuse a little longer than the pause lasts, but never without one.
        chains[campaign, default: Chain()].wasPaused = true
      default: break
      }
    }
    return chains.compactMap { id, chain in
      guard let campaign = state.campaigns[id] else {
        return Contradiction(.toldTransitionsAreStored, "no campaign \(id), whose state was told")
      }
      let pauses = max(chain.pauses, chain.wasPaused ? 1 : 0)
      guard campaign.pauses < pauses || campaign.resumes < chain.resumes else { return nil }
      return Contradiction(
        .toldTransitionsAreStored,
        "campaign \(id): \(pauses) pauses and \(chain.resumes) resumes were told, \(campaign.pauses) and \(campaign.resumes) stored"
      )
    }
  }

  /// The chain of a campaign, which began as open.
  private struct Chain {
    var phase = CampaignPhase.open
    var end = -1
    var pauses = 0
    var resumes = 0
    var wasPaused = false

    /// Takes the next answer in the order in which they were heard.
    mutating func add(_ phase: CampaignPhase, _ observation: Observation) {
      guard phase != self.phase, observation.sent > end else { return }
      if phase == .paused { pauses += 1 } else { resumes += 1 }
      (self.phase, end) = (phase, observation.heard)
    }
  }
}
