import CampaignDomain

/// One call on one campaign: everything that the decision depends on.
struct IssuanceCase: CustomStringConvertible {
  enum KeyHolder: CaseIterable {
    /// The call has no key.
    case noKey
    /// Nobody has the key.
    case nobody
    /// The caller got a coupon with it.
    case caller
    /// Another user got a coupon with it.
    case other
  }

  var state: CampaignState
  var moment: SampleMoment
  var remaining: Int64
  var limit: Int32
  var isNamed: Bool
  /// The coupons that the user has, where the campaign counts them.
  var held: Int32
  var keyHolder: KeyHolder

  static let user = UserID.sample("나")
  static let other = UserID.sample("너")
  static let key = IdempotencyKey.sample("열쇠")

  var user: UserID? { isNamed ? Self.user : nil }
  var latest: Coupon { .sample(sequence: 2, user: user) }
  var keyed: Coupon { .sample(sequence: 1, user: keyHolder == .caller ? user : Self.other) }

  var request: IssueRequest { IssueRequest(user: user, key: keyHolder == .noKey ? nil : Self.key) }

  var campaign: Campaign {
    .sample(state, total: 10, remaining: remaining, lastSequence: 9, perUserLimit: limit)
  }

  var issuance: Issuance {
    var holdings = CouponHoldings()
    if let user, limit > 0, held > 0 {
      holdings.byUser[user] = CouponHoldings.UserHolding(latest: latest, count: held)
    }
    if keyHolder == .caller || keyHolder == .other { holdings.byKey[Self.key] = keyed }
    return Issuance(of: campaign, at: moment.time, holdings: holdings)
  }

  var description: String {
    """
    \(state.rawValue) \(moment) remaining \(remaining) limit \(limit) \(isNamed ? "named" : "nameless") \
    held \(held) key \(keyHolder)
    """
  }

  /// Every combination that can be.
  static let all: [IssuanceCase] = {
    var cases: [IssuanceCase] = []
    for state in CampaignState.allCases {
      for moment in SampleMoment.allCases {
        for remaining: Int64 in [0, 1] {
          for limit: Int32 in [0, 1, 2] {
            for isNamed in [false, true] {
              for held in isNamed ? 0...limit : 0...0 {
                for keyHolder in KeyHolder.allCases {
                  cases.append(
                    IssuanceCase(
                      state: state, moment: moment, remaining: remaining, limit: limit, isNamed: isNamed, held: held,
                      keyHolder: keyHolder))
                }
              }
            }
          }
        }
      }
    }
    return cases
  }()
}

/// The outcome of a decision, without the code that was drawn.
enum IssuanceOutcome: Hashable {
  case issued(sequence: Int64)
  case replayed(sequence: Int64)
  case refused(CampaignRefusal)

  init(_ decision: IssueDecision) {
    switch decision {
    case .issued(let coupon): self = .issued(sequence: coupon.sequence)
    case .replayed(let coupon): self = .replayed(sequence: coupon.sequence)
    case .refused(let refusal): self = .refused(refusal)
    }
  }
}
