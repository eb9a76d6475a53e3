import SeededRandomness
import CampaignDomain
import Testing

/// Groups against a model that knows no groups: it decides one call after the other by looking through everything that
/// was ever issued.
@Suite struct IssuanceModelTests {
  /// The part of a coupon that the model remembers.
  private struct Issued {
    let user: UserID?
    let key: IdempotencyKey?
    let sequence: Int64
  }

  private struct Model {
    var campaign: Campaign
    var issued: [Issued] = []

    /// `now` lies in the sale.
    mutating func decide(_ request: IssueRequest) -> IssuanceOutcome {
      let limit = Int(campaign.perUserLimit)
      if limit > 0, request.user == nil { return .refused(.userRequired) }
      if limit == 1, let mine = issued.first(where: { $0.user == request.user }) {
        return .replayed(sequence: mine.sequence)
      }
      if limit != 1, let key = request.key, let earlier = issued.first(where: { $0.key == key }) {
        return earlier.user == request.user
          ? .replayed(sequence: earlier.sequence) : .refused(.idempotencyKeyReused)
      }
      if campaign.state == .paused { return .refused(.paused) }
      if issued.count == Int(campaign.totalCoupons) { return .refused(.soldOut) }
      if limit > 0, issued.count(where: { $0.user == request.user }) >= limit {
        return .refused(.userLimitReached(limit: campaign.perUserLimit))
      }
      let sequence = Int64(issued.count + 1)
      issued.append(Issued(user: request.user, key: request.key, sequence: sequence))
      return .issued(sequence: sequence)
    }
  }

  /// The committed coupons that the repository would find for a group's users and keys.
  private struct Storage {
    var campaign: Campaign
    var coupons: [NewCoupon] = []

    func issuance(for group: [IssueRequest], at now: Timestamp) -> Issuance {
      var holdings = CouponHoldings()
      for user in Set(group.compactMap(\.user)) where campaign.perUserLimit > 0 {
        let held = coupons.filter { $0.coupon.userID == user }
        guard let last = held.last else { continue }
        holdings.byUser[user] = CouponHoldings.UserHolding(latest: last.coupon, count: last.slot ?? 0)
      }
      for key in Set(group.compactMap(\.key)) {
        holdings.byKey[key] = coupons.first { $0.idempotencyKey == key }?.coupon
      }
      return Issuance(of: campaign, at: now, holdings: holdings)
    }

    mutating func commit(_ change: CampaignChange) {
      campaign = change.campaign
      coupons += change.coupons
    }
  }

  @Test(arguments: [0, 1, 2, 3] as [Int32])
  func groupsDecideAsIfEachCallHadATransactionOfItsOwn(_ limit: Int32) throws {
    var generator = SplitMix64(seed: 100 + UInt64(limit))
    for _ in 0..<150 {
      let stock = Int64.random(in: 1...15, using: &generator)
      let campaign = Campaign.sample(.scheduled, total: stock, perUserLimit: limit)
      var storage = Storage(campaign: campaign)
      var model = Model(campaign: campaign)
      var now = Timestamp.start
      for _ in 0..<12 {
        now = now.moved(by: Int64.random(in: 0...1_000_000, using: &generator))
        if Int.random(in: 0..<6, using: &generator) == 0 {
          let change =
            Bool.random(using: &generator)
            ? try storage.campaign.paused(at: now, by: "admin") : try storage.campaign.resumed(at: now, by: "admin")
          if let change { storage.commit(change) }
        }
        model.campaign = storage.campaign
        let group = (0..<Int.random(in: 1...8, using: &generator)).map { _ in Self.request(using: &generator) }
        var issuance = storage.issuance(for: group, at: now)
        let outcomes = group.map { IssuanceOutcome(issuance.decide($0, using: &generator)) }
        #expect(outcomes == group.map { model.decide($0) })
        if let change = issuance.change { storage.commit(change) }
      }
      #expect(storage.coupons.count == model.issued.count)
      #expect(storage.campaign.issuedCoupons == Int64(model.issued.count))
      #expect(storage.campaign.lastSequence == Int64(model.issued.count))
      #expect(storage.coupons.map(\.coupon.sequence) == model.issued.map(\.sequence))
      try Self.expectUniqueness(of: storage.coupons, limit: limit)
    }
  }

  /// The storage's constraints: a slot a user, a key a coupon, a code a coupon.
  private static func expectUniqueness(of coupons: [NewCoupon], limit: Int32) throws {
    let keys = coupons.compactMap(\.idempotencyKey)
    #expect(Set(keys).count == keys.count)
    #expect(limit != 1 || keys.isEmpty, "the user is the key")
    #expect(Set(coupons.map(\.coupon.code)).count == coupons.count)
    guard limit > 0 else { return }
    for (user, held) in Dictionary(grouping: coupons, by: \.coupon.userID) {
      #expect(user != nil)
      #expect(held.map(\.slot) == (1...Int32(held.count)).map(Optional.some))
      #expect(held.count <= Int(limit))
    }
  }

  private static func request(using generator: inout SplitMix64) -> IssueRequest {
    let user = Int.random(in: 0...6, using: &generator)
    let key = Int.random(in: 0...8, using: &generator)
    return IssueRequest(
      user: user == 0 ? nil : .sample("u\(user)"), key: key < 4 ? nil : .sample("k\(key)"))
  }
}
