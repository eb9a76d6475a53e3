/// The book of a partner's service: what became of each idempotency key (docs/queue.md, "What a partner does"). A
/// value.
public struct PartnerBook: Sendable {
  /// The state of a key.
  public enum Page: Hashable, Sendable {
    /// The coupon was taken; the body of the request that brought it.
    case taken(body: String)
    /// The coupon is refused for good.
    case refused
    /// Given back, or never to be taken: the key is refused for ever.
    case closed
  }

  /// The pages by idempotency key.
  public private(set) var pages: [String: Page] = [:]
  /// Requests by which something was handed over, repeats included.
  public private(set) var postCount = 0
  /// Coupons that were taken a second time under another key: a fault of the one who hands them over.
  public private(set) var doubleCodes: [String] = []
  private var codes: [String: String] = [:]

  /// An empty book.
  public init() {}

  /// The keys whose coupon is taken.
  public var takenKeys: [String] { pages.compactMap { if case .taken = $0.value { $0.key } else { nil } }.sorted() }

  /// Hands a coupon over. A repeat of a key changes nothing and is answered as before.
  public mutating func post(key: String, body: String, isRefused: Bool) -> Page {
    postCount += 1
    if let page = pages[key] { return page }
    let page: Page = isRefused ? .refused : .taken(body: body)
    pages[key] = page
    if case .taken = page, let code = Self.code(in: body), codes.updateValue(key, forKey: code) != nil {
      doubleCodes.append(code)
    }
    return page
  }

  /// Takes a coupon back, or makes sure that it is never taken. Returns the page as it was before; `nil`: the key was
  /// never seen.
  public mutating func delete(key: String) -> Page? {
    let page = pages[key]
    if case .taken(let body) = page, let code = Self.code(in: body) { codes[code] = nil }
    pages[key] = .closed
    return page
  }

  /// The text of the field `code` of a JSON object of texts.
  private static func code(in body: String) -> String? {
    let (bytes, name) = (body.utf8, "\"code\":".utf8)
    // Only where a quote stands can the name begin.
    var start = bytes.startIndex
    while let quote = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) {
      start = bytes.index(after: quote)
      guard bytes[quote...].starts(with: name) else { continue }
      let parts = bytes[quote...].dropFirst(name.count)
        .split(separator: UInt8(ascii: "\""), maxSplits: 2, omittingEmptySubsequences: false)
      return parts.count > 1 ? String(parts[1]) : nil
    }
    return nil
  }
}
