internal import LoadSending
internal import RPCCodec

/// The reason why a run proves nothing although all went as it was told to, and a remedy.
enum NothingProven {
  /// The reason of a run with these outcomes, with a remedy; `nil` where somebody was served, so that there is
  /// something to prove.
  ///
  /// A user was served whom the stock decided: who got a coupon, or was told that nothing is left or that they have
  /// theirs.
  ///
  /// `joined` is the number of requests that joined a line, `nil` of a load that goes past it: where nobody joined,
  /// nothing of the line is shown.
  static func reason(outcomes: [String: UInt64], campaign: CampaignMessage, joined: Int? = nil) -> String? {
    let isServed = !Outcome.servedNames.allSatisfy { outcomes[$0] ?? 0 == 0 }
    guard joined == 0 || !isServed else { return nil }
    let ordered = outcomes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    guard let most = ordered.first else {
      return "nothing was sent, so nothing is proven: no connection was there when the requests were due; see whether "
        + "the server runs and whether 'campaignctl health' reaches it"
    }
    let ends = ordered.prefix(4).map { "\(NumberText.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
    let nobody = joined == 0 ? "nobody joined the line" : "nobody was served"
    return "\(nobody), so nothing is proven (\(ends)): \(remedy(for: most.key, campaign: campaign))"
  }

  private static func remedy(for outcome: String, campaign: CampaignMessage) -> String {
    switch outcome {
    case "CAMPAIGN_PAUSED":
      return "campaign \(campaign.id) is paused; resume it with 'campaignctl campaign resume \(campaign.id)'"
    case "CAMPAIGN_CLOSED":
      return "campaign \(campaign.id) is closed, and that is final; create another with 'campaignctl campaign create'"
    case "QUEUE_ONLY":
      return "campaign \(campaign.id) gives coupons through its queue alone; call burst with --through queue"
    case "SOLD_OUT":
      return "campaign \(campaign.id) has nothing left; create another with 'campaignctl campaign create'"
    case Outcome.requested.name where campaign.state == .paused:
      return
        "campaign \(campaign.id) is paused, and its line waits; resume it with 'campaignctl campaign resume \(campaign.id)'"
    case Outcome.requested.name:
      return "the line did not move; see whether campaign-scheduler runs, and give it longer with --wait-limit"
    case "CAMPAIGN_NOT_STARTED":
      guard let startTime = campaign.startTime else {
        return "campaign \(campaign.id) has no start (start_time is infinite); give it one by SQL, or create another"
      }
      let start = startTime.rfc3339.map { "at \($0) " } ?? ""
      return "campaign \(campaign.id) starts \(start)by the database's clock; leave --at out to wait for it, and keep "
        + "this machine's clock together with the database's"
    case "OVERLOADED": return "the server had no room for them; lower --rate or --concurrency, or give --retry"
    case "DATABASE_UNAVAILABLE": return "the server can't reach its database; see its log, and run this again then"
    case "DRAINING": return "the server was shutting down; run this again when it is back"
    case Outcome.timedOut.name, Outcome.connectionLost.name:
      return "the server gave no answer; see its log, and whether 'campaignctl health' reaches it"
    case Outcome.malformed.name:
      return "what answers there speaks another protocol; see whether --address names a campaign-server"
    default: return "see the server's log for the reason"
    }
  }
}
