package import CampaignApplication
package import CampaignDomain

/// The coupon requests of a scripted session, and a record of what was asked of them.
package struct ScriptedCouponRequests {
  package var entries: [QueueEntry] = []
  package var queues: [CampaignID: CampaignQueue] = [:]
  package var requestFaults: [RequestID: String] = [:]
  package var lineFaults: [CampaignID: String] = [:]
  package var deadLetters: [DeadLetter] = []
  package var askedRequests: [[RequestID]] = []
  package var askedLines: [[CampaignID]] = []
}

extension ScriptedDatabase: CouponRequestDatabase {}
extension ThreadedDatabase: CouponRequestDatabase {}

extension ScriptedSession: CouponRequestSession {
  package func requests(_ ids: [RequestID]) throws(RepositoryError) -> Held<[FoundRow<RequestID, FoundRequest>]> {
    script { $0.couponRequests.askedRequests.append(ids) }
    try take(.requests)
    let found = script { script -> [FoundRow<RequestID, FoundRequest>] in
      let script = script.couponRequests
      return ids.compactMap { id in
        if let fault = script.requestFaults[id] { return .fault(id, fault) }
        guard let entry = script.entries.first(where: { $0.requestID == id }),
          let queue = script.queues[entry.campaignID]
        else { return nil }
        return .found(FoundRequest(entry, in: queue, ownCoupon: nil))
      }
    }
    return held(found, telling: [])
  }

  package func lines(_ ids: [CampaignID]) throws(RepositoryError) -> [FoundRow<CampaignID, CampaignQueue>] {
    script { $0.couponRequests.askedLines.append(ids) }
    try take(.lines)
    return script { script in
      let script = script.couponRequests
      return ids.compactMap { id in
        script.lineFaults[id].map { .fault(id, $0) } ?? script.queues[id].map { .found($0) }
      }
    }
  }

  package func deadLetters(
    of campaign: CampaignID?, before id: RequestID?, limit: Int
  ) throws(RepositoryError) -> Held<[DeadLetter]>? {
    try take(.deadLetters)
    let letters = script { script -> [DeadLetter]? in
      if let campaign, script.campaigns[campaign] == nil { return nil }
      let found = script.couponRequests.deadLetters.filter { letter in
        let request = letter.entry.requestID
        return (campaign.map { $0 == letter.entry.campaignID } ?? true)
          && (id.map { ($0.high, $0.low) > (request.high, request.low) } ?? true)
      }.sorted {
        ($0.entry.requestID.high, $0.entry.requestID.low) > ($1.entry.requestID.high, $1.entry.requestID.low)
      }
      return Array(found.prefix(limit))
    }
    return letters.map { held($0, telling: []) }
  }
}
