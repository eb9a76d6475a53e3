/// The places that belong to a delivery URL.
extension DeliveryURL.Parts {
  /// Scheme, host and, where it is not the scheme's own, port.
  public var origin: String {
    let host = host.contains(":") ? "[\(host)]" : host
    let port = port == (isSecure ? 443 : 80) ? "" : ":\(port)"
    return "\(isSecure ? "https" : "http")://\(host)\(port)"
  }

  /// Path and query, as a request line has them.
  public var target: String { query.map { "\(path)?\($0)" } ?? path }

  /// The place at which what was handed over by a request is taken back: the path, a slash and the request's id; the
  /// query is kept.
  public func place(of request: RequestID) -> DeliveryURL {
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    return DeliveryURL(alreadyChecked: "\(origin)\(folder)/\(request)" + (query.map { "?\($0)" } ?? ""))
  }

  /// The place that a reference names, seen from this one (RFC 3986, section 5.2); a fragment is dropped. `nil`: it is
  /// no place, or one of another origin.
  public func resolving(_ reference: String) -> DeliveryURL? {
    let text = String(reference.prefix { $0 != "#" })
    guard let url = try? DeliveryURL(absolute(text)), let parts = url.parts, parts.hasOrigin(of: self) else {
      return nil
    }
    return url
  }

  private func absolute(_ reference: String) -> String {
    if reference.isEmpty { return origin + target }
    let end = reference.firstIndex { "/?".contains($0) } ?? reference.endIndex
    if reference[..<end].contains(":") { return reference }
    if reference.hasPrefix("//") { return "\(isSecure ? "https" : "http"):\(reference)" }
    if reference.hasPrefix("?") { return origin + path + reference }
    let mark = reference.firstIndex(of: "?") ?? reference.endIndex
    let named = String(reference[..<mark])
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "/"
    return origin + Self.withoutDots(named.hasPrefix("/") ? named : folder + named) + reference[mark...]
  }

  /// Removes the segments `.` and `..` of a path (RFC 3986, section 5.2.4).
  private static func withoutDots(_ path: String) -> String {
    var segments: [Substring] = []
    let all = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for (place, segment) in all.enumerated() {
      guard segment == "." || segment == ".." else {
        segments.append(segment)
        continue
      }
      if segment == ".." { _ = segments.popLast() }
      if place == all.count - 1 { segments.append("") }
    }
    return "/" + segments.joined(separator: "/")
  }
}
