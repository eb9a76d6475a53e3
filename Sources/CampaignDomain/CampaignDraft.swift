/// A moment as an admin names it: at a time, or a span after the database's now.
public enum Moment: Hashable, Sendable {
  case now
  case at(Timestamp)
  case after(Duration)
}

/// A campaign that somebody wants to create; its rules are those of docs/contract.md, section 2, "Fields".
public struct CampaignDraft: Hashable, Sendable {
  /// The most by which a `start_time` may lie in the past: clocks differ, and a form takes a while to fill in.
  public static let allowedLateness = Duration.seconds(60)
  /// The stock that a campaign may have (docs/contract.md, section 2).
  public static let couponCounts: ClosedRange<Int64> = 1...10_000_000

  /// 1...200 Unicode scalars without control characters and unassigned ones.
  public let name: String
  /// 1...10,000,000
  public let totalCoupons: Int64
  /// `resolved(at:)` makes a time of it.
  public let start: Moment
  /// `nil`: never ends.
  public let end: Moment?
  /// The coupons a user may have; 0: no limit.
  public let perUserLimit: Int32
  /// Scope: all creations (docs/contract.md, "Replay"). `nil`: every repeat creates one more campaign.
  public let idempotencyKey: IdempotencyKey?
  /// Coupons are issued through the queue alone: always where there is a `deliveryURL`.
  public let queueOnly: Bool
  /// The service that each coupon is handed to; `nil`: coupons are handed to nobody.
  public let deliveryURL: DeliveryURL?

  /// `deliveryURL`: empty for none. Throws every fault that can be seen without knowing the time.
  public init(
    name: String, totalCoupons: Int64, start: Moment, end: Moment?, perUserLimit: Int32, idempotencyKey: String,
    queueOnly: Bool = false, deliveryURL: String = ""
  ) throws(InvalidFields) {
    var faults: [FieldFault] = []
    if let fault = TextRule.faultOfName(name) { faults.append(FieldFault(field: "name", description: fault)) }
    if let fault = Self.fault(ofCount: totalCoupons, field: "total_coupons") { faults.append(fault) }
    if perUserLimit < 0 {
      faults.append(
        FieldFault(field: "per_user_limit", description: "is \(perUserLimit); it must be 0 (no limit) or more"))
    }
    if case .after(let span) = start, span < .zero {
      faults.append(FieldFault(field: "start_in", description: "is negative; give a span of 0 or more"))
    }
    if case .after(let span) = end, span <= .zero {
      faults.append(FieldFault(field: "end_in", description: "is not positive; give a span above 0"))
    }
    var key: IdempotencyKey?
    do throws(FieldFault) { key = try IdempotencyKey(idempotencyKey) } catch { faults.append(error) }
    var url: DeliveryURL?
    do throws(FieldFault) { url = try DeliveryURL(deliveryURL) } catch { faults.append(error) }
    guard faults.isEmpty else { throw InvalidFields(faults: faults) }
    self.name = name
    self.totalCoupons = totalCoupons
    self.start = start
    self.end = end
    self.perUserLimit = perUserLimit
    self.idempotencyKey = key
    self.queueOnly = queueOnly || url != nil
    self.deliveryURL = url
  }

  /// A fault of a number of coupons that somebody gives a campaign; `nil`: there is none.
  public static func fault(ofCount count: Int64, field: String) -> FieldFault? {
    guard !couponCounts.contains(count) else { return nil }
    return FieldFault(field: field, description: "is \(count); it must be 1 to 10,000,000")
  }

  /// The text by which a repeat of a key is known: all other fields, as they were sent. Every field has a place of its
  /// own, and the one of free length comes last.
  public var fingerprint: String {
    func text(_ moment: Moment?) -> String {
      switch moment {
      case nil: "never"
      case .now: "now"
      case .at(let time): "at \(time.microsecondsSinceEpoch)"
      case .after(let span): "after \(span.components.seconds).\(span.components.attoseconds)"
      }
    }
    // Fingerprints of the version before, which knew no queue, stay what they are.
    var limit = queueOnly ? "\(perUserLimit) by queue" : "\(perUserLimit)"
    // The length tells where a URL with bars in it ends.
    if let deliveryURL { limit += " to \(deliveryURL.text.utf8.count):\(deliveryURL.text)" }
    return "\(totalCoupons)|\(text(start))|\(text(end))|\(limit)|\(name)"
  }

  /// The campaign at the database's `now`. Throws where start and end don't fit the time.
  public func resolved(at now: Timestamp) throws(InvalidFields) -> NewCampaign {
    let start = try Self.resolve(start, field: "start", at: now)
    if case .at = self.start, now.duration(since: start) > Self.allowedLateness {
      throw InvalidFields(faults: [
        FieldFault(
          field: "start_time",
          description: "is \(start), more than 60 s before the database's \(now); give a later time or none")
      ])
    }
    var endTime: Timestamp?
    if let end {
      let resolved = try Self.resolve(end, field: "end", at: now)
      guard resolved > start else {
        let field = if case .at = end { "end_time" } else { "end_in" }
        throw InvalidFields(faults: [
          FieldFault(
            field: field, description: "gives the end \(resolved), which must lie after the start \(start)")
        ])
      }
      endTime = resolved
    }
    return NewCampaign(draft: self, startTime: start, endTime: endTime, createTime: now)
  }

  private static func resolve(
    _ moment: Moment, field: String, at now: Timestamp
  ) throws(InvalidFields) -> Timestamp {
    switch moment {
    case .now: return now
    case .at(let time):
      guard time >= .earliest, time <= .latest else {
        throw InvalidFields(faults: [FieldFault(field: field + "_time", description: "is outside the years 1 to 9999")])
      }
      return time
    case .after(let span):
      guard let time = now.advanced(by: span) else {
        throw InvalidFields(faults: [FieldFault(field: field + "_in", description: "ends after the year 9999")])
      }
      return time
    }
  }
}

/// The faults of a request, all that were found at once.
public struct InvalidFields: Error, Hashable, Sendable {
  /// At least one, each of another field.
  public let faults: [FieldFault]
}

/// A campaign that lacks only its id, which the database gives.
public struct NewCampaign: Hashable, Sendable {
  /// The draft that was asked for.
  public let draft: CampaignDraft
  /// The draft's start as a time: up to 60 s before `createTime`, or any time after it.
  public let startTime: Timestamp
  /// The end, after `startTime`; `nil`: never ends.
  public let endTime: Timestamp?
  /// The database's clock, from which spans were counted.
  public let createTime: Timestamp

  /// The campaign as it begins: SCHEDULED with all its coupons, or OPEN when its start has come already.
  public func created(id: CampaignID, by actor: String) -> CampaignChange {
    let campaign = Campaign(
      id: id, name: draft.name, totalCoupons: draft.totalCoupons, remainingCoupons: draft.totalCoupons,
      lastSequence: 0, startTime: startTime, endTime: endTime, perUserLimit: draft.perUserLimit, state: .scheduled,
      openedTime: nil, createTime: createTime, queueOnly: draft.queueOnly,
      deliveryURL: draft.deliveryURL)
    var change = CampaignChange(of: campaign)
    change.openIfDue(at: createTime, by: actor)
    return change
  }
}
