import AsyncHTTPClient
import CampaignApplication
import CampaignDomain
import NIOHTTP1
import Synchronization

/// The places that requests go to, each with what all requests to it have in common. Those that coupons are handed to
/// are kept: reading the URL anew for each coupon costs a good part of what writing its request does.
final class PartnerPlaces: Sendable {
  struct Place: Sendable {
    let parts: DeliveryURL.Parts
    /// A request without headers of its own and without a body.
    let request: HTTPClient.Request
  }

  /// The most places that are kept.
  private static let limit = 128

  private let kept = Mutex<[DeliveryURL: Place]>([:])

  /// The place of a request; `nil`: its URL is none that a coupon can be sent to. Throws what the client has against
  /// it.
  func place(of request: PartnerRequest) throws -> Place? {
    // Each coupon is polled, and taken back, at a place of its own.
    let isKept = request.method == .post
    if isKept, let place = kept.withLock({ $0[request.url] }) { return place }
    guard let parts = request.url.parts else { return nil }
    let place = Place(
      parts: parts,
      request: try HTTPClient.Request(
        url: parts.origin + parts.target, method: HTTPMethod(rawValue: request.method.rawValue)))
    guard isKept else { return place }
    kept.withLock { kept in
      if kept.count >= Self.limit { kept = [:] }
      kept[request.url] = place
    }
    return place
  }
}
