import SeededRandomness
import CrashChecking
import RPCClient
import RPCCodec

/// One of many callers, who calls this and that and writes down what it is told.
struct CrashCaller {
  let number: Int
  let client: CampaignClient
  let campaigns: CrashCampaigns
  let journal: CrashJournal
  var generator: SplitMix64
  private var users = 0
  private var requests: [String] = []

  init(number: Int, client: CampaignClient, campaigns: CrashCampaigns, journal: CrashJournal, seed: UInt64) {
    self.number = number
    self.client = client
    self.campaigns = campaigns
    self.journal = journal
    generator = SplitMix64(seed: seed &+ UInt64(number) &* 1_000_003)
  }

  /// Makes one call. The first caller pauses and resumes in turns, so that each of its answers proves a transition.
  mutating func callOnce() async {
    guard number > 0 else {
      users += 1
      await change(toPaused: users % 2 == 1)
      return
    }
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<38:
      users += 1
      await issue(campaigns.open, user: user(users))
    case 38..<46: await issue(campaigns.open, user: user(Int.random(in: 0...users, using: &generator)))
    case 46..<56: await issue(campaigns.limited, user: "few-\(Int.random(in: 0..<150, using: &generator))")
    case 56..<66:
      let key = "key-\(Int.random(in: 0..<300, using: &generator))"
      await issue(campaigns.keyed, user: "user-\(Int.random(in: 0..<2, using: &generator))", key: key)
    case 66..<76: await issue(campaigns.selling)
    case 76..<81: await issue(campaigns.paused)
    case 81..<88: await join("stander-\(Int.random(in: 0..<400, using: &generator))")
    case 88..<94: await look()
    case 94..<98: await read(campaigns.ids.randomElement(using: &generator) ?? campaigns.open)
    default: await create()
    }
  }

  private func user(_ count: Int) -> String { "user-\(number)-\(count)" }

  private func issue(_ campaign: Int64, user: String = "", key: String = "") async {
    let request = IssueCouponRequest(campaignID: campaign, userID: user, idempotencyKey: key)
    await hear(request, changes: true) { response in
      guard let coupon = response.coupon else { return nil }
      return .coupon(ToldCoupon(coupon), key: key, isReplay: response.alreadyIssued)
    } refusals: { reason in
      switch reason {
      case "SOLD_OUT": .soldOut(campaign: campaign)
      case "USER_LIMIT_REACHED": .userLimitReached(campaign: campaign, user: user)
      case "IDEMPOTENCY_KEY_REUSED": .issueKeyReused(campaign: campaign, user: user, key: key)
      case "CAMPAIGN_PAUSED": .pausedRefusal(campaign: campaign)
      default: nil
      }
    }
  }

  private func change(toPaused: Bool) async {
    func state(_ campaign: CampaignMessage?) -> Told? {
      guard let campaign, let phase = CampaignPhase(campaign.state) else { return nil }
      return .state(campaign: campaign.id, phase)
    }
    if toPaused {
      await hear(PauseCampaignRequest(campaignID: campaigns.paused), changes: true) { state($0.campaign) }
    } else {
      await hear(ResumeCampaignRequest(campaignID: campaigns.paused), changes: true) { state($0.campaign) }
    }
  }

  private mutating func join(_ user: String) async {
    let campaign = campaigns.line
    var request: String?
    await hear(JoinQueueRequest(campaignID: campaign, userID: user), changes: true) { response in
      request = response.entry?.requestID
      return response.entry.flatMap { ToldEntry($0) }.map { .entry($0) }
    } refusals: { reason in
      reason == "SOLD_OUT" ? .soldOut(campaign: campaign) : nil
    }
    if let request, !request.isEmpty { requests.append(request) }
  }

  private mutating func look() async {
    guard let request = requests.randomElement(using: &generator) else {
      return await join("stander-\(number)")
    }
    await hear(GetCouponRequestRequest(requestID: request)) { response in
      response.request.flatMap { ToldEntry($0) }.map { .entry($0) }
    }
  }

  /// Reads a campaign with its first coupons, and of one that sells out all of them.
  private func read(_ campaign: Int64) async {
    var request = GetCampaignRequest(campaignID: campaign, pageSize: 200)
    repeat {
      var next = ""
      await hear(request) { response in
        next = response.nextPageToken
        return response.campaign.map { .page(ToldPage($0, response.coupons)) }
      }
      request.pageToken = campaign == campaigns.selling ? next : ""
    } while !request.pageToken.isEmpty
  }

  private mutating func create() async {
    let key = "created-\(campaigns.open)-\(Int.random(in: 0..<30, using: &generator))"
    let name = Bool.random(using: &generator) ? "A" : "B"
    let request = CreateCampaignRequest(name: name, totalCoupons: 5, perUserLimit: 1, idempotencyKey: key)
    await hear(request, changes: true) { response in
      response.campaign.map { .created(campaign: $0.id, key: key) }
    } refusals: { reason in
      reason == "IDEMPOTENCY_KEY_REUSED" ? .creationKeyReused(key: key, name: name) : nil
    }
  }

  /// Calls, and writes down the answer. `changes`: its outcome may stay unknown.
  private func hear<Request: RepeatableRequest>(
    _ request: Request, changes: Bool = false, _ told: (Request.Response) -> Told?,
    refusals: (String) -> Told? = { _ in nil }
  ) async {
    let sent = journal.next()
    do {
      let response = try await client.call(request)
      journal.hear(told(response), sent: sent)
    } catch RPCClientError.status(let status) {
      let reason = status.reason ?? ""
      if let refusal = refusals(reason) { return journal.hear(refusal, sent: sent) }
      switch reason {
      case "OUTCOME_UNKNOWN" where changes: journal.hearNothing()
      case "DATABASE_UNAVAILABLE", "OVERLOADED": journal.hearRefusal()
      default: journal.hear(surprise: "\(request): \(status)")
      }
      // The database is away: no caller asks it without a pause.
      try? await Task.sleep(for: .milliseconds(10))
    } catch {
      journal.hear(surprise: "\(request): \(error)")
    }
  }
}
