import CampaignDomain

extension UseCaseError {
  /// The error of a campaign's calls. A fault of its rows is said with the campaign's number and what to do about it:
  /// the log's reader may be the one who changed them.
  init(_ error: RepositoryError, of id: CampaignID) {
    switch error {
    case .sequenceTaken:
      let id = id.rawValue
      self = .internalFault(
        """
        campaign \(id) can't issue: coupons_campaign_sequence refuses its next coupon, for its last_sequence lies behind its \
        coupons; somebody changed it by SQL. Put it right: \
        UPDATE campaigns SET last_sequence = (SELECT max(sequence) FROM coupons WHERE campaign_id = \(id)), \
        remaining_coupons = total_coupons - (SELECT count(*) FROM coupons WHERE campaign_id = \(id)), \
        stamp = gen_random_uuid() WHERE id = \(id)
        """)
    case .holderClash(let constraint):
      self = .internalFault(
        """
        campaign \(id.rawValue): \(constraint) refuses a coupon to a caller of whom it shows none. Look for triggers on \
        coupons, and for a damaged index: REINDEX INDEX CONCURRENTLY \(constraint)
        """)
    case .fault(let text):
      // The reader of the row names it already.
      let name = "campaign \(id.rawValue)"
      self = .internalFault(text.hasPrefix("\(name):") || text.hasPrefix("\(name),") ? text : "\(name): \(text)")
    default: self.init(error)
    }
  }
}
