import CampaignDomain

/// A place in a listing of compensations: `PageToken`, with a state for the listing.
struct CompensationPageToken: Equatable {
  /// The state of those that are listed; `nil`: all.
  let status: Compensation.Status?
  /// The last compensation of the page before.
  let position: Int64

  var text: String { PageTokenText.make(Self.scope(of: status), String(position, radix: 36)) }

  init(status: Compensation.Status?, position: Int64) {
    self.status = status
    self.position = position
  }

  /// Reads a token. `nil`: `text` is empty, which asks for the first page. Throws the fault of `page_token`.
  init?(parsing text: String, status: Compensation.Status?) throws(UseCaseError) {
    guard !text.isEmpty else { return nil }
    let parts = try PageTokenText.parts(of: text)
    guard let position = Int64(parts.position, radix: 36), position >= 0 else { throw PageTokenText.garbage }
    let token = CompensationPageToken(status: status, position: position)
    let written = PageTokenText.make(String(parts.scope), String(position, radix: 36))
    try PageTokenText.check(text, isThatOf: written, isOfThisListing: parts.scope == Self.scope(of: status))
    self = token
  }

  /// No other listing has a hyphen in its name.
  private static func scope(of status: Compensation.Status?) -> String { "c-\(status?.rawValue ?? "all")" }
}
