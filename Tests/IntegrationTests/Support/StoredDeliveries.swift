import PartnerStandIn
import RPCClient
import RPCCodec
import TestDatabase
import Testing

/// Coupons on their way to a partner's service, as the database and the service's book hold them.
extension Stage {
  /// A campaign whose coupons are handed to the service, which is called by this host, with so many users in its line.
  func delivering(
    _ count: Int, of coupons: Int64, to partner: PartnerStandIn, at host: String = "127.0.0.1",
    by client: CampaignClient
  ) async throws -> Int64 {
    let id = try #require(
      try await client.call(
        CreateCampaignRequest(
          name: "추석 쿠폰", totalCoupons: coupons, perUserLimit: 1,
          deliveryURL: "http://\(host):\(partner.port)/coupons?k=v")
      ).campaign?.id)
    try join(count, campaign: id)
    return id
  }

  /// Waits until nothing of the line is left to do, and nothing is on its way.
  func waitUntilDelivered(campaign id: Int64) async throws -> Bool {
    try await eventually(within: .seconds(80)) {
      // The database may be away meanwhile.
      (try? line("NOT is_active AND delivering = 0", campaign: id)) == "true"
    }
  }

  /// Expects that each coupon is in one place: in the service's book and COMPLETED; given up, with what gives it back
  /// written down; or back in stock and not in the book. Sums and counts are right.
  func expectDeliveriesEndedWell(
    campaign id: Int64, total: Int, partner: PartnerStandIn, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let counts = try database.query(
      """
      SELECT (SELECT count(*) FROM deliveries), count(*) FILTER (WHERE state = 'COMPLETED') - completed,
        count(*) FILTER (WHERE state = 'FAILED') - failed, count(*) - completed - failed, delivering
      FROM campaign_queues JOIN queue_entries USING (campaign_id) WHERE campaign_id = \(id)
      GROUP BY campaign_queues.campaign_id
      """)
    #expect(counts == [["0", "0", "0", "0", "0"]], sourceLocation: sourceLocation)
    #expect(
      try database.value(
        """
        SELECT remaining_coupons + (
          SELECT count(*) FROM coupons WHERE campaign_id = \(id) AND stock_returned_time IS NULL
        ) FROM campaigns WHERE id = \(id)
        """) == "\(total)", "issued and remaining are not the stock", sourceLocation: sourceLocation)
    func requests(_ condition: String) throws -> Set<String> {
      Set(
        try database.query(
          """
          SELECT request_id FROM queue_entries AS entry LEFT JOIN coupons
            ON coupons.campaign_id = entry.campaign_id AND sequence = coupon_sequence
          WHERE entry.campaign_id = \(id) AND \(condition)
          """
        ).compactMap { $0.first ?? nil })
    }
    // Schedulers may be giving coupons back: what was returned is read before the book.
    let returned = try requests("stock_returned_time IS NOT NULL")
    let book = partner.book
    #expect(book.doubleCodes.isEmpty, sourceLocation: sourceLocation)
    let taken = Set(book.takenKeys)
    #expect(try requests("state = 'COMPLETED'").isSubset(of: taken), sourceLocation: sourceLocation)
    #expect(
      returned.isDisjoint(with: taken),
      "a coupon is in the partner's hands and back in stock", sourceLocation: sourceLocation)
    #expect(
      try requests(
        """
        state = 'FAILED' AND failure_reason LIKE 'DELIVERY%' AND revoked_time IS NULL AND NOT EXISTS (
          SELECT FROM compensation_failures
          WHERE reference_id = entry.campaign_id || '/' || coupon_sequence AND status <> 'COMPLETED')
        """
      ).isEmpty, "nobody gives the coupon back", sourceLocation: sourceLocation)
    #expect(
      taken.isSubset(of: try requests("state = 'COMPLETED' OR failure_reason LIKE 'DELIVERY%'")),
      "the service has what nobody knows of", sourceLocation: sourceLocation)
  }
}
