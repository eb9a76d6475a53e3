import CrashChecking
import TestDatabase

extension StoredState {
  /// Reads everything that the database holds, of the campaigns with this id and above, as one snapshot.
  init(readFrom database: TestDatabase, sinceCampaign first: Int64, at place: Int) throws {
    self.init(place: place)
    for row in try database.query(Self.query(sinceCampaign: first)) {
      let fields = row.map { $0 ?? "" }
      guard fields.count == 9 else { continue }
      switch fields[0] {
      case "campaign":
        campaigns[Int64(fields[1]) ?? 0] = StoredCampaign(
          name: fields[2], total: Int64(fields[3]) ?? -1, remaining: Int64(fields[4]) ?? -1,
          perUserLimit: Int(fields[5]) ?? -1, key: fields[6], pauses: Int(fields[7]) ?? -1,
          resumes: Int(fields[8]) ?? -1)
      case "coupon":
        let coupon = ToldCoupon(
          campaign: Int64(fields[1]) ?? 0, sequence: Int64(fields[2]) ?? 0, code: fields[3], user: fields[4])
        coupons.append(StoredCoupon(coupon, slot: Int(fields[5]), key: fields[6]))
      default:
        entries[fields[2]] = StoredEntry(
          campaign: Int64(fields[1]) ?? 0, user: fields[3], ticket: Int64(fields[4]) ?? 0,
          end: Self.end(state: fields[5], reason: fields[6], sequence: fields[7]))
      }
    }
  }

  private static func end(state: String, reason: String, sequence: String) -> EntryEnd? {
    switch state {
    case "COMPLETED": .completed(sequence: Int64(sequence) ?? 0)
    case "FAILED": .failed(reason: reason)
    default: nil
    }
  }

  /// An entry that waits below the mark of its line has failed with the mark's reason.
  private static func query(sinceCampaign first: Int64) -> String {
    """
    SELECT 'campaign', id::text, name, total_coupons::text, remaining_coupons::text, per_user_limit::text,
      idempotency_key,
      (SELECT count(*) FROM campaign_transitions WHERE campaign_id = campaigns.id AND to_state = 'PAUSED')::text,
      (SELECT count(*) FROM campaign_transitions WHERE campaign_id = campaigns.id AND from_state = 'PAUSED')::text
    FROM campaigns WHERE id >= \(first)
    UNION ALL
    SELECT 'coupon', campaign_id::text, sequence::text, code, user_id, slot::text, idempotency_key, NULL, NULL
    FROM coupons WHERE campaign_id >= \(first)
    UNION ALL
    SELECT 'entry', campaign_id::text, request_id::text, user_id, ticket::text,
      CASE WHEN state = 'WAITING' AND ticket <= failed_through THEN 'FAILED' ELSE state END,
      CASE WHEN state = 'WAITING' AND ticket <= failed_through THEN queue.failed_reason ELSE entry.failure_reason END,
      coupon_sequence::text, NULL
    FROM queue_entries AS entry LEFT JOIN campaign_queues AS queue USING (campaign_id) WHERE campaign_id >= \(first)
    """
  }
}
