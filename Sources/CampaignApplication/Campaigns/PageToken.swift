import CampaignDomain

/// A place in a listing, as text that callers hand back untouched: where it belongs, where it stands, and a checksum
/// that tells a token from garbage.
struct PageToken: Equatable {
  /// The listing of the token: a campaign's coupons, or `PageToken.campaigns`.
  let scope: Int64
  /// The last item of the page before.
  let position: Int64

  /// The scope of the listing of campaigns; no campaign has this id.
  static let campaigns: Int64 = 0

  var text: String {
    let body = "\(String(scope, radix: 36)).\(String(position, radix: 36))"
    return "\(body).\(String(Self.checksum(of: body), radix: 36))"
  }

  init(scope: Int64, position: Int64) {
    self.scope = scope
    self.position = position
  }

  /// Reads a token. `nil`: `text` is empty, which asks for the first page. Throws the fault of `page_token`.
  init?(parsing text: String, scope: Int64) throws(UseCaseError) {
    guard !text.isEmpty else { return nil }
    let parts = text.utf8.count <= 64 ? text.split(separator: ".", omittingEmptySubsequences: false) : []
    guard parts.count == 3, let tokenScope = Int64(parts[0], radix: 36), let position = Int64(parts[1], radix: 36),
      position >= 0, PageToken(scope: tokenScope, position: position).text.utf8.elementsEqual(text.utf8)
    else {
      throw .invalidField([
        FieldFault(field: "page_token", description: "is not a token that this server gave; start without one")
      ])
    }
    guard tokenScope == scope else {
      throw .invalidField([
        FieldFault(field: "page_token", description: "belongs to another listing; start this one without a token")
      ])
    }
    self.init(scope: tokenScope, position: position)
  }

  /// FNV-1a, 32 bits: finds typing errors and cut-off tokens; it keeps no secret.
  static func checksum(of text: String) -> UInt32 {
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
