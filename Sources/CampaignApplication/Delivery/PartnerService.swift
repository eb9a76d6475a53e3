public import CampaignDomain

/// Speaks HTTP to the services of partners. One request is one exchange: nothing is repeated, and no redirect is
/// followed.
public protocol PartnerService: Sendable {
  /// Sends the request, and waits for its answer as long as it may. Doesn't throw: what can go wrong is a reply.
  func send(_ request: PartnerRequest) async -> PartnerReply
}

/// A request to the service of a partner.
public struct PartnerRequest: Hashable, Sendable {
  /// The methods of HTTP that are used.
  public enum Method: String, Hashable, Sendable {
    /// Hands a coupon over.
    case post = "POST"
    /// Polls.
    case get = "GET"
    /// Takes a coupon back.
    case delete = "DELETE"
  }

  /// The method.
  public let method: Method
  /// The place.
  public let url: DeliveryURL
  /// The request's id, for the headers `Idempotency-Key` and `webhook-id`.
  public let requestID: RequestID
  /// The JSON of a POST; empty for the others.
  public let body: [UInt8]
  /// The time within which the whole answer must be here.
  public let timeout: Duration

  /// A request.
  public init(_ method: Method, _ url: DeliveryURL, requestID: RequestID, body: [UInt8] = [], timeout: Duration) {
    self.method = method
    self.url = url
    self.requestID = requestID
    self.body = body
    self.timeout = timeout
  }
}

/// The outcome of one exchange.
public enum PartnerReply: Hashable, Sendable {
  /// A whole answer.
  case answer(PartnerAnswer)
  /// Nothing can have reached the service: nobody took the connection.
  case unreached(String)
  /// Nothing can have reached the service, and its address is at fault: the name is unknown, the address excluded, TLS
  /// was not agreed on.
  case misconfigured(String)
  /// The request may have arrived: no answer in time, a connection that was cut, an answer that is too large.
  case unknown(String)
}

/// The answer of a partner's service.
public struct PartnerAnswer: Hashable, Sendable {
  /// The status, 200...599.
  public let status: Int
  /// The header `Location`.
  public let location: String?
  /// The header `Retry-After`, as the time that it names (RFC 9110, section 10.2.3); `nil`: there is none that says
  /// one.
  public let retryAfter: Duration?
  /// The body, up to 64 KiB.
  public let body: [UInt8]

  /// An answer.
  public init(status: Int, location: String? = nil, retryAfter: Duration? = nil, body: [UInt8] = []) {
    self.status = status
    self.location = location
    self.retryAfter = retryAfter
    self.body = body
  }
}
