/// The reaction of a stand-in to one request.
public struct PartnerReaction: Hashable, Sendable {
  /// The moment at which the connection is cut.
  public enum Cut: Hashable, Sendable {
    /// Before anything is written into the book.
    case before
    /// After the book has it, and before the answer.
    case after
  }

  /// The time before anything is done.
  public var delay: Duration
  /// The coupon is refused for good, unless its key was taken before.
  public var isRefused: Bool
  /// The polls after which a coupon is taken, or refused; until then its requests are answered with 202 and a place to
  /// poll. 0: at once.
  public var polls: Int
  /// The connection is cut in place of an answer; `nil`: it is not.
  public var cut: Cut?
  /// An answer that says nothing of the book, which it leaves alone; `nil`: the book's own.
  public var status: Int?
  /// Headers of the answer.
  public var headers: [String: String]
  /// The body of an answer with `status`.
  public var body: String

  /// Takes what comes, at once, unless told.
  public init(
    delay: Duration = .zero, isRefused: Bool = false, polls: Int = 0, cut: Cut? = nil, status: Int? = nil,
    headers: [String: String] = [:], body: String = ""
  ) {
    self.delay = delay
    self.isRefused = isRefused
    self.polls = polls
    self.cut = cut
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// One request that came to a stand-in.
public struct PartnerCall: Hashable, Sendable {
  /// 1, 2, 3… in the order of arrival.
  public let number: Int
  /// `POST`, `GET` or `DELETE`.
  public let method: String
  /// The request's target: path and query.
  public let target: String
  /// The headers, their names in lower case.
  public let headers: [String: String]
  /// The body, up to 64 KiB.
  public let body: String

  /// The header `Idempotency-Key`; empty: there is none.
  public var key: String { headers["idempotency-key"] ?? "" }
}
