/// The statements by which operators are told of what they must look at.
enum AlertStatements {
  /// Takes compensations that FAILED and that nobody was told of, for so many microseconds.
  static let claimCompensations = PostgresStatement(
    "alert_claim_compensations",
    """
    UPDATE compensation_failures SET
      token = token + 1, lease_end_time = clock_timestamp() + $2 * interval '1 microsecond'
    WHERE id = ANY (ARRAY(
      SELECT id FROM compensation_failures
      WHERE status = 'FAILED' AND alerted_time IS NULL AND discarded_at IS NULL
        AND coalesce(lease_end_time, '-infinity') <= clock_timestamp()
      ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ))
    RETURNING id, compensation_type, reference_id, coalesce(error_message, ''), created_at, token
    """,
    parameters: [.int8, .int8])

  static let compensationsTold = PostgresStatement(
    "alert_compensations_told",
    """
    UPDATE compensation_failures SET alerted_time = clock_timestamp(), lease_end_time = NULL
    FROM unnest($1, $2) AS told (id, token)
    WHERE compensation_failures.id = told.id AND compensation_failures.token = told.token
    """,
    parameters: [.int8Array, .int8Array])

  static let compensationsNotTold = PostgresStatement(
    "alert_compensations_not_told",
    """
    UPDATE compensation_failures SET lease_end_time = clock_timestamp() + $3 * interval '1 microsecond'
    FROM unnest($1, $2) AS told (id, token)
    WHERE compensation_failures.id = told.id AND compensation_failures.token = told.token
    """,
    parameters: [.int8Array, .int8Array, .int8])

  /// The same for campaigns whose deliveries stand still. Such campaigns are few.
  static let claimStandstills = PostgresStatement(
    "alert_claim_standstills",
    """
    UPDATE delivery_standstills SET lease_end_time = clock_timestamp() + $2 * interval '1 microsecond'
    WHERE campaign_id = ANY (ARRAY(
      SELECT campaign_id FROM delivery_standstills
      WHERE alerted_time IS NULL AND coalesce(lease_end_time, '-infinity') <= clock_timestamp()
      ORDER BY campaign_id LIMIT $1 FOR UPDATE SKIP LOCKED
    ))
    RETURNING campaign_id, since_time, error
    """,
    parameters: [.int8, .int8])

  /// A standstill that began anew is another.
  static let standstillsTold = PostgresStatement(
    "alert_standstills_told",
    """
    UPDATE delivery_standstills SET alerted_time = clock_timestamp(), lease_end_time = NULL
    FROM unnest($1, $2) AS told (campaign_id, since_time)
    WHERE delivery_standstills.campaign_id = told.campaign_id AND delivery_standstills.since_time = told.since_time
    """,
    parameters: [.int8Array, .timestamptzArray])

  static let standstillsNotTold = PostgresStatement(
    "alert_standstills_not_told",
    """
    UPDATE delivery_standstills SET lease_end_time = clock_timestamp() + $3 * interval '1 microsecond'
    FROM unnest($1, $2) AS told (campaign_id, since_time)
    WHERE delivery_standstills.campaign_id = told.campaign_id AND delivery_standstills.since_time = told.since_time
    """,
    parameters: [.int8Array, .timestamptzArray, .int8])

  static let all = [
    claimCompensations, compensationsTold, compensationsNotTold, claimStandstills, standstillsTold, standstillsNotTold,
  ]
}
