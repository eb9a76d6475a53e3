import CampaignDomain

/// The domain's decision and the drawing of codes, as a group's transaction does them.
enum DecisionOperations {
  private static let callsPerGroup = 256

  static func all() throws -> [Operation] {
    let requests = try (0..<callsPerGroup).map { number in
      IssueRequest(user: try UserID("user-\(number)"), key: try IdempotencyKey("key-\(number)"))
    }
    return [
      deciding("decide an issue, in a group of 256", requests, of: campaign(remaining: 10_000_000)),
      deciding("decide a refusal, in a group", requests, of: campaign(remaining: 0)),
      drawing(), checkingFields(),
    ]
  }

  private static func campaign(remaining: Int64) -> Campaign {
    let start = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)
    return Campaign(
      id: CampaignID(rawValue: 1), name: "Benchmark", totalCoupons: 10_000_000, remainingCoupons: remaining,
      lastSequence: 10_000_000 - remaining, startTime: start, endTime: nil, perUserLimit: 1, state: .open,
      openedTime: start, createTime: start)
  }

  private static func deciding(_ name: String, _ requests: [IssueRequest], of campaign: Campaign) -> Operation {
    Operation(name: name) { times in
      var generator = SystemRandomNumberGenerator()
      for _ in 0..<max(times / callsPerGroup, 1) {
        var issuance = Issuance(of: campaign, at: campaign.createTime)
        for request in requests { keep(issuance.decide(request, using: &generator)) }
        keep(issuance.change)
      }
    }
  }

  private static func drawing() -> Operation {
    Operation(name: "draw a coupon code") { times in
      var generator = SystemRandomNumberGenerator()
      for _ in 0..<times { keep(CouponCode.random(using: &generator)) }
    }
  }

  private static func checkingFields() -> Operation {
    Operation(name: "check user and key") { times in
      for _ in 0..<times {
        keep(try? UserID("0123456789abcdef"))
        keep(try? IdempotencyKey("0123456789abcdef"))
      }
    }
  }
}
