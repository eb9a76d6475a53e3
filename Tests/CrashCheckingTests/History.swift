import CrashChecking

/// Small histories: answers that came one after the other, and the database after a crash behind all of them.
struct History {
  var observations: [Observation] = []
  var state = StoredState(place: 1_000)

  /// A campaign of 10 coupons, of which as many are gone as are stored.
  static func of(
    _ told: Told..., stored: [StoredCoupon] = [], campaign: Int64 = 1, limit: Int = 0, total: Int64 = 10,
    key: String = "", pauses: Int = 0, resumes: Int = 0, entries: [String: StoredEntry] = [:]
  ) -> History {
    var history = History()
    for answer in told { history.hear(answer) }
    history.state.coupons = stored
    history.state.entries = entries
    history.state.campaigns[campaign] = StoredCampaign(
      name: "A", total: total, remaining: total - Int64(stored.count), perUserLimit: limit, key: key, pauses: pauses,
      resumes: resumes)
    return history
  }

  /// The next answer: asked for when the one before had come.
  mutating func hear(_ told: Told) {
    observations.append(Observation(sent: observations.count * 2, heard: observations.count * 2 + 1, told: told))
  }

  var broken: [Contradiction.Promise] { CrashChecks.contradictions(of: observations, to: state).map(\.promise) }
}

extension ToldCoupon {
  /// A coupon of campaign 1 whose code follows from its sequence.
  static func number(_ sequence: Int64, code: String? = nil, user: String = "minji") -> ToldCoupon {
    ToldCoupon(campaign: 1, sequence: sequence, code: code ?? "code\(sequence)", user: user)
  }
}

extension Told {
  static func issued(_ coupon: ToldCoupon, key: String = "") -> Told { .coupon(coupon, key: key, isReplay: false) }
}

extension StoredCoupon {
  static func number(_ sequence: Int64, user: String = "minji", slot: Int? = nil, key: String = "") -> StoredCoupon {
    StoredCoupon(.number(sequence, user: user), slot: slot, key: key)
  }
}

extension ToldPage {
  static func showing(
    _ coupons: [ToldCoupon], issued: Int64, left: Int64, phase: CampaignPhase = .open
  ) -> ToldPage {
    ToldPage(campaign: 1, total: 10, issued: issued, remaining: left, phase: phase, coupons: coupons)
  }
}
