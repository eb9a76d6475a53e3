import CampaignDomain

/// A place in a listing, as text that callers hand back untouched.
struct PageToken: Equatable {
  /// The listing of the token: a campaign's coupons, or `PageToken.campaigns`.
  let scope: Int64
  /// The last item of the page before.
  let position: Int64

  /// The scope of the listing of campaigns; no campaign has this id.
  static let campaigns: Int64 = 0

  var text: String { PageTokenText.make(String(scope, radix: 36), String(position, radix: 36)) }

  init(scope: Int64, position: Int64) {
    self.scope = scope
    self.position = position
  }

  /// Reads a token. `nil`: `text` is empty, which asks for the first page. Throws the fault of `page_token`.
  init?(parsing text: String, scope: Int64) throws(UseCaseError) {
    guard !text.isEmpty else { return nil }
    let parts = try PageTokenText.parts(of: text)
    guard let tokenScope = Int64(parts.scope, radix: 36), let position = Int64(parts.position, radix: 36),
      position >= 0
    else { throw PageTokenText.garbage }
    let token = PageToken(scope: tokenScope, position: position)
    try PageTokenText.check(text, isThatOf: token.text, isOfThisListing: tokenScope == scope)
    self = token
  }
}

/// The form of all tokens: where one belongs, where it stands, and a checksum that tells it from garbage.
enum PageTokenText {
  static func make(_ scope: String, _ position: String) -> String {
    let body = "\(scope).\(position)"
    return "\(body).\(String(checksum(of: body), radix: 36))"
  }

  static func parts(of text: String) throws(UseCaseError) -> (scope: Substring, position: Substring) {
    let parts = text.utf8.count <= 64 ? text.split(separator: ".", omittingEmptySubsequences: false) : []
    guard parts.count == 3 else { throw garbage }
    return (parts[0], parts[1])
  }

  /// Refuses another writing of a token than the one that was given out, and a token of another listing.
  static func check(
    _ text: String, isThatOf written: String, isOfThisListing: Bool
  ) throws(UseCaseError) {
    guard written.utf8.elementsEqual(text.utf8) else { throw garbage }
    guard isOfThisListing else { throw fault("belongs to another listing; start this one without a token") }
  }

  static var garbage: UseCaseError { fault("is not a token that this server gave; start without one") }

  private static func fault(_ description: String) -> UseCaseError {
    .invalidField([FieldFault(field: "page_token", description: description)])
  }

  /// FNV-1a, 32 bits: finds typing errors and cut-off tokens; it keeps no secret.
  private static func checksum(of text: String) -> UInt32 {
    text.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }
}

enum PageSize {
  /// The number of items that a page has. `requested` 0 means `standard`; more than `maximum` is cut to it (AIP-158);
  /// negative is a fault of `page_size`.
  static func count(_ requested: Int32, standard: Int, maximum: Int) throws(UseCaseError) -> Int {
    guard requested >= 0 else {
      throw .invalidField([
        FieldFault(field: "page_size", description: "is \(requested); give 0 (\(standard)) or up to \(maximum)")
      ])
    }
    return requested == 0 ? standard : min(Int(requested), maximum)
  }
}
