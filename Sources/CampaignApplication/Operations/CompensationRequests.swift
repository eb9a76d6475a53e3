public import CampaignDomain

/// Lists compensations, the latest first, a page at a time.
public struct ListCompensations: Sendable {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// A name of `Compensation.Status`; empty: all.
    public var status: String
    /// 0: 100; more than 1,000 is cut to it.
    public var pageSize: Int32
    /// Empty: the first page.
    public var pageToken: String

    /// A request for a page.
    public init(status: String = "", pageSize: Int32 = 0, pageToken: String = "") {
      self.status = status
      self.pageSize = pageSize
      self.pageToken = pageToken
    }
  }

  /// A page.
  public struct Output: Sendable {
    /// The latest first.
    public var compensations: [Compensation]
    /// Empty: this is the last page.
    public var nextPageToken: String

    /// Made by the use case.
    public init(compensations: [Compensation], nextPageToken: String) {
      self.compensations = compensations
      self.nextPageToken = nextPageToken
    }
  }
}

/// Finds a compensation by its number.
public struct GetCompensation: Sendable {
  /// The compensation's number.
  public typealias Input = Int64
  /// The compensation as it is now.
  public typealias Output = Compensation
}

/// The decision of an admin about a FAILED compensation.
public struct ResolveCompensation: Sendable {
  /// The decision.
  public enum Resolution: Hashable, Sendable {
    /// It is tried anew.
    case retry
    /// It is given up: the coupon is revoked without its stock.
    case discard
  }

  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The compensation's number.
    public var id: Int64
    /// Up to 1,000 Unicode scalars; may be empty.
    public var reason: String
    /// The caller, kept with the compensation.
    public var actor: String

    /// A request about this compensation.
    public init(id: Int64, reason: String = "", actor: String = "") {
      self.id = id
      self.reason = reason
      self.actor = actor
    }
  }

  /// The compensation as it is now.
  public typealias Output = Compensation
}
