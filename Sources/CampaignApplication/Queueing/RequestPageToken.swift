import CampaignDomain

/// A place in a listing of coupon requests, as text that callers hand back untouched: `PageToken`, with a UUID for the
/// place.
struct RequestPageToken: Equatable {
  /// The campaign of the listing; `nil`: all.
  let scope: CampaignID?
  /// The last request of the page before.
  let position: RequestID

  var text: String {
    let body = "\(scope.map { String($0.rawValue, radix: 36) } ?? "all").\(position)"
    return "\(body).\(String(PageToken.checksum(of: body), radix: 36))"
  }

  init(scope: CampaignID?, position: RequestID) {
    self.scope = scope
    self.position = position
  }

  /// Reads a token. `nil`: `text` is empty, which asks for the first page. Throws the fault of `page_token`.
  init?(parsing text: String, scope: CampaignID?) throws(UseCaseError) {
    guard !text.isEmpty else { return nil }
    let parts = text.utf8.count <= 64 ? text.split(separator: ".", omittingEmptySubsequences: false) : []
    guard parts.count == 3, let position = RequestID(String(parts[1])) else { throw Self.fault(Self.garbage) }
    let tokenScope = parts[0] == "all" ? nil : Int64(parts[0], radix: 36).map(CampaignID.init(rawValue:))
    guard RequestPageToken(scope: tokenScope, position: position).text.utf8.elementsEqual(text.utf8) else {
      throw Self.fault(Self.garbage)
    }
    guard tokenScope == scope else {
      throw Self.fault("belongs to another listing; start this one without a token")
    }
    self.init(scope: scope, position: position)
  }

  private static let garbage = "is not a token that this server gave; start without one"

  private static func fault(_ description: String) -> UseCaseError {
    .invalidField([FieldFault(field: "page_token", description: description)])
  }
}
