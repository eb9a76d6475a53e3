internal import LoadReporting
internal import LoadSending
internal import RPCClient

extension RaceCertification {
  /// The results of the race, put together.
  func certificate(
    _ sent: SentLoad, _ acknowledgements: Acknowledgements, _ audit: StoredCampaignAudit, served: [ServedCampaign],
    times: RaceTimes
  ) -> RaceCertificate {
    let tally = sent.tally
    var certificate = RaceCertificate(
      inputs: inputs(seed: sent.naming.seed), machine: .current,
      software: RaceSoftware(
        version: version, commit: commit, postgresql: audit.facts.serverVersion, libpq: audit.facts.libraryVersion),
      times: times,
      requests: RaceRequests(
        planned: plan.count, sent: tally.sent, unsent: tally.unsent, interrupted: sent.isInterrupted ? true : nil,
        late: tally.late, outcomes: tally.outcomes, new: UInt64(acknowledgements.new), repeated: tally.replays,
        uncertain: tally.uncertain, misdirected: tally.misdirected,
        contradictory: UInt64(acknowledgements.contradiction?.count ?? 0)),
      latencyUs: LatencySummary(tally.latency),
      acknowledged: audit.acknowledged ?? AcknowledgedCoupons(coupons: 0, missing: 0, altered: 0, unacknowledged: 0),
      database: audit.stored, served: served)
    certificate.invariants = certificate.dividedInvariants.shown
    return certificate
  }

  private func inputs(seed: UInt64) -> RaceInputs {
    let load = plan.options
    var inputs = RaceInputs(
      coupons: coupons, perUserLimit: perUserLimit, loop: .closed, requests: plan.count,
      connections: load.connections, addresses: load.addresses.map(\.description),
      startInMicroseconds: startIn.wholeMicroseconds, timeoutMicroseconds: load.timeout.wholeMicroseconds,
      users: load.users.count, seed: String(seed))
    switch load.pace {
    case .closed(_, let concurrency):
      inputs.concurrency = concurrency
    case .open(let stages):
      inputs.loop = .open
      inputs.rate = stages.first?.rate
      inputs.durationMicroseconds = stages.first?.duration.wholeMicroseconds
    }
    return inputs
  }
}

extension Duration {
  /// The whole microseconds, cut.
  fileprivate var wholeMicroseconds: Int64 {
    exactInteger(Int128(components.seconds) * 1_000_000 + Int128(components.attoseconds / 1_000_000_000_000))
  }
}
