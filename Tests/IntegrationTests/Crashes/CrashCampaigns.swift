import RPCClient
import RPCCodec
import TestDatabase

/// The campaigns of one round, one for each kind of promise.
struct CrashCampaigns: Sendable {
  /// One coupon a user, more than are ever asked for.
  var open: Int64 = 0
  /// Two coupons a user, and few users.
  var limited: Int64 = 0
  /// No limit, and keys that several users use.
  var keyed: Int64 = 0
  /// Few coupons.
  var selling: Int64 = 0
  /// Paused and resumed all the time.
  var paused: Int64 = 0
  /// Users stand in line for fewer coupons.
  var line: Int64 = 0

  var ids: [Int64] { [open, limited, keyed, selling, paused, line] }

  /// Creates them, as soon as the database is there.
  static func create(by client: CampaignClient, round: Int, selling: Int64) async throws -> CrashCampaigns {
    func create(_ name: String, coupons: Int64, perUser: Int32) async throws -> Int64 {
      let request = CreateCampaignRequest(
        name: name, totalCoupons: coupons, perUserLimit: perUser, idempotencyKey: "\(name)-\(round)")
      var id: Int64 = 0
      let isCreated = try await eventually(within: .seconds(30)) {
        guard let response = try? await client.call(request) else { return false }
        id = response.campaign?.id ?? 0
        return id != 0
      }
      guard isCreated else { throw NoCampaign(name: name) }
      return id
    }
    var campaigns = CrashCampaigns()
    campaigns.open = try await create("open", coupons: 1_000_000, perUser: 1)
    campaigns.limited = try await create("limited", coupons: 1_000_000, perUser: 2)
    campaigns.keyed = try await create("keyed", coupons: 1_000_000, perUser: 0)
    campaigns.selling = try await create("selling", coupons: selling, perUser: 0)
    campaigns.paused = try await create("paused", coupons: 1_000_000, perUser: 0)
    campaigns.line = try await create("line", coupons: 60, perUser: 1)
    return campaigns
  }

  /// The server didn't come back in time.
  struct NoCampaign: Error {
    let name: String
  }
}
