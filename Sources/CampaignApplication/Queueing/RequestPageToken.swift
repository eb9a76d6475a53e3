import CampaignDomain

/// A place in a listing of coupon requests: `PageToken`, with a UUID for the place.
struct RequestPageToken: Equatable {
  /// The campaign of the listing; `nil`: all.
  let scope: CampaignID?
  /// The last request of the page before.
  let position: RequestID

  private static let all = "all"

  var text: String {
    PageTokenText.make(scope.map { String($0.rawValue, radix: 36) } ?? Self.all, position.description)
  }

  init(scope: CampaignID?, position: RequestID) {
    self.scope = scope
    self.position = position
  }

  /// Reads a token. `nil`: `text` is empty, which asks for the first page. Throws the fault of `page_token`.
  init?(parsing text: String, scope: CampaignID?) throws(UseCaseError) {
    guard !text.isEmpty else { return nil }
    let parts = try PageTokenText.parts(of: text)
    guard let position = RequestID(String(parts.position)) else { throw PageTokenText.garbage }
    let tokenScope =
      parts.scope == Self.all ? nil : Int64(parts.scope, radix: 36).map(CampaignID.init(rawValue:))
    let token = RequestPageToken(scope: tokenScope, position: position)
    try PageTokenText.check(text, isThatOf: token.text, isOfThisListing: tokenScope == scope)
    self = token
  }
}
