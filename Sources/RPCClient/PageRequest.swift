public import RPCCodec

/// A request for one page of a list.
public protocol PageRequest: RepeatableRequest where Response: Page {
  /// The token of the page; empty: the first.
  var pageToken: String { get set }
}

/// A response that is one page of a list.
public protocol Page {
  /// The token of the page behind this one; empty: this is the last.
  var nextPageToken: String { get }
  /// True if there is nothing on it.
  var isEmpty: Bool { get }
}

extension PageRequest {
  /// The request for the page behind one that was read; `nil`: it was the last. Throws where pages lead nowhere: such a
  /// server would be asked for ever.
  public func next(after page: Response) throws(RPCClientError) -> Self? {
    guard !page.nextPageToken.isEmpty else { return nil }
    guard page.nextPageToken != pageToken, !page.isEmpty else {
      throw .malformedResponse("a page that leads to no other page")
    }
    var next = self
    next.pageToken = page.nextPageToken
    return next
  }
}

extension GetCampaignRequest: PageRequest {}
extension GetCampaignResponse: Page {
  /// True if it has no coupons.
  public var isEmpty: Bool { coupons.isEmpty }
}
extension ListCampaignsRequest: PageRequest {}
extension ListCampaignsResponse: Page {
  /// True if it has no campaigns.
  public var isEmpty: Bool { campaigns.isEmpty }
}
extension ListCompensationsRequest: PageRequest {}
extension ListCompensationsResponse: Page {
  /// True if it has no compensations.
  public var isEmpty: Bool { compensations.isEmpty }
}
extension ListDeadLettersRequest: PageRequest {}
extension ListDeadLettersResponse: Page {
  /// True if it has no dead letters.
  public var isEmpty: Bool { deadLetters.isEmpty }
}
