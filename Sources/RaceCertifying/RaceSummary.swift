internal import CampaignDomain
internal import LoadReporting
internal import LoadSending
internal import RPCClient
internal import RPCCodec

/// All results of a race, put together to its certificate.
struct RaceSummary {
  let options: CertifyOptions
  let software: RaceSoftware
  let plan: LoadPlan
  let sent: SentLoad
  let acknowledgements: Acknowledgements
  let audit: StoredCampaignAudit
  let served: [ServedCampaign]
  let began: Timestamp
  let answered: Timestamp

  func certificate(at time: Timestamp) -> RaceCertificate {
    var software = software
    software.postgresql = audit.facts.serverVersion
    software.libpq = audit.facts.libraryVersion
    var certificate = RaceCertificate(
      inputs: inputs, machine: .current, software: software,
      times: RaceTimes(began: began.rfc3339, answered: answered.rfc3339, certified: time.rfc3339), requests: requests,
      latencyUs: LatencySummary(sent.tally.latency),
      acknowledged: audit.acknowledged ?? AcknowledgedCoupons(coupons: 0, missing: 0, altered: 0, unacknowledged: 0),
      database: audit.stored, served: served)
    certificate.invariants = certificate.shownInvariants
    return certificate
  }

  private var inputs: RaceInputs {
    let load = options.load
    var inputs = RaceInputs(
      coupons: options.coupons, perUserLimit: options.perUserLimit, loop: .closed, requests: plan.count,
      connections: load.connections, addresses: load.addresses.map(\.description),
      startInMicroseconds: options.startIn.wholeMicroseconds, timeoutMicroseconds: load.timeout.wholeMicroseconds,
      users: load.users.count, seed: String(sent.naming.seed))
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

  private var requests: RaceRequests {
    let tally = sent.tally
    return RaceRequests(
      planned: plan.count, sent: tally.sent, unsent: tally.unsent,
      interrupted: sent.isInterrupted ? true : nil, late: tally.late, outcomes: tally.outcomes,
      new: UInt64(acknowledgements.new), repeated: tally.replays, uncertain: tally.uncertain,
      misdirected: tally.misdirected, contradictory: UInt64(acknowledgements.contradiction?.count ?? 0))
  }
}

extension Duration {
  /// The whole microseconds, cut, and no more than JSON's readers keep exactly.
  fileprivate var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let bounds = exactIntegers
    guard !overflow else { return seconds < 0 ? bounds.lowerBound : bounds.upperBound }
    return min(max(whole, bounds.lowerBound), bounds.upperBound - 1_000_000) + attoseconds / 1_000_000_000_000
  }
}

extension Timestamp {
  /// This machine's clock.
  static var wallClock: Timestamp {
    Timestamp(microsecondsSinceEpoch: ProtobufTimestamp.wallClock.microsecondsSinceEpoch ?? 0)
  }
}
