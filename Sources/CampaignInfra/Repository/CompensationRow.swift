import CampaignApplication
import CampaignDomain

/// Reads compensations from results whose first columns are `list`.
enum CompensationRow {
  /// The columns that are a column of the table each, in the order of their places.
  private static let own = [
    "id", "compensation_type", "reference_id", "status", "retry_count", "max_retries", "immediate_count",
    "error_message", "created_at", "last_attempted_at", "completed_at", "next_attempt_time", "token", "resolved_by",
    "resolution", "discarded_at", "alerted_time",
  ]

  /// The fields of the payload, in the order of their places behind its text.
  private static let fields = [
    "campaignId", "sequence", "code", "userId", "requestId", "deliveryUrl", "returnStock", "reason",
  ]

  /// The columns of `compensation_failures`, for a SELECT. A payload of another form has no fields; the text of one
  /// that is too long is left out.
  static let list =
    own.map { "compensation_failures.\($0)" }.joined(separator: ", ")
    + ", CASE WHEN octet_length(payload::text) <= \(Compensation.maximumPayloadBytes) THEN payload::text END, "
    + fields.map { "payload->>'\($0)'" }.joined(separator: ", ")

  /// A compensation, or the fault of a row whose times none can have.
  static func row(
    _ result: PostgresResult, _ row: Int
  ) throws(PostgresError) -> FoundRow<Int64, Compensation> {
    let id = try result.int64(row, 0)
    do throws(PostgresError) {
      return .found(try read(result, row))
    } catch .unexpected(let text) {
      return .fault(id, text)
    }
  }

  static func read(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> Compensation {
    let id = try result.int64(row, 0)
    do throws(PostgresError) {
      return try compensation(id, result, row)
    } catch .unexpected(let text) {
      throw .unexpected("compensation \(id): \(text); correct the row in compensation_failures")
    }
  }

  private static func compensation(
    _ id: Int64, _ result: PostgresResult, _ row: Int
  ) throws(PostgresError) -> Compensation {
    func text(_ column: Int) throws(PostgresError) -> String? {
      try result.isNull(row, column) ? nil : result.text(row, column)
    }
    func time(_ column: Int) throws(PostgresError) -> Timestamp? {
      try result.isNull(row, column) ? nil : result.timestamp(row, column)
    }
    guard let kind = Compensation.Kind(rawValue: try result.text(row, 1)),
      let status = Compensation.Status(rawValue: try result.text(row, 3))
    else { throw .unexpected("its type or its status is none that there is") }
    return Compensation(
      id: id, kind: kind, reference: try result.text(row, 2), payload: try text(own.count) ?? "",
      subject: try subject(result, row), status: status, retryCount: try result.int32(row, 4),
      maximumRetryCount: try result.int32(row, 5), immediateCount: try result.int32(row, 6), error: try text(7),
      createTime: try result.timestamp(row, 8), lastAttemptTime: try time(9), completeTime: try time(10),
      nextAttemptTime: try time(11), token: try result.int64(row, 12), resolvedBy: try text(13),
      resolution: try text(14), discardTime: try time(15), alertedTime: try time(16))
  }

  /// The subject that the payload says.
  private static func subject(
    _ result: PostgresResult, _ row: Int
  ) throws(PostgresError) -> Result<CompensationSubject, CompensationFault> {
    guard try !result.isNull(row, own.count) else {
      return .failure(CompensationFault("its payload is longer than \(Compensation.maximumPayloadBytes) bytes"))
    }
    var values: [String?] = []
    for place in fields.indices {
      let column = own.count + 1 + place
      values.append(try result.isNull(row, column) ? nil : result.text(row, column))
    }
    return Self.subject(Dictionary(uniqueKeysWithValues: zip(fields, values)).compactMapValues(\.self))
  }

  /// The subject of a payload's fields.
  private static func subject(_ values: [String: String]) -> Result<CompensationSubject, CompensationFault> {
    func fault(_ field: String) -> Result<CompensationSubject, CompensationFault> {
      .failure(CompensationFault("its payload has no \(field) that one can have; correct the row"))
    }
    guard let campaign = values["campaignId"].flatMap({ Int64($0) }) else { return fault("campaignId") }
    guard let sequence = values["sequence"].flatMap({ Int64($0) }), sequence > 0 else { return fault("sequence") }
    guard let code = values["code"], !code.isEmpty else { return fault("code") }
    var requestID: RequestID?
    if let text = values["requestId"] {
      requestID = RequestID(text)
      guard requestID != nil else { return fault("requestId") }
    }
    var url: DeliveryURL?
    if let text = values["deliveryUrl"] {
      url = try? DeliveryURL(text)
      guard url != nil else { return fault("deliveryUrl") }
    }
    guard let returnsStock = values["returnStock"].flatMap({ Bool($0) }) else { return fault("returnStock") }
    return .success(
      CompensationSubject(
        campaignID: CampaignID(rawValue: campaign), sequence: sequence, code: CouponCode(alreadyChecked: code),
        userID: values["userId"].map { UserID(alreadyChecked: $0) }, requestID: requestID, deliveryURL: url,
        returnsStock: returnsStock, reason: values["reason"] ?? ""))
  }
}
