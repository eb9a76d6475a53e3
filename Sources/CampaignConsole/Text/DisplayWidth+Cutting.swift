extension DisplayWidth {
  /// A text that takes at most so many columns: what doesn't fit is cut off, and an ellipsis says so.
  static func cut(_ text: String, to columns: Int) -> String {
    guard of(text) > columns else { return text }
    var (cut, width) = ("", 1)
    // Character by character: a half of one, such as a letter without its accent, would be another.
    for character in text {
      width += of(String(character))
      guard width <= columns else { break }
      cut.append(character)
    }
    return columns > 0 ? cut + "…" : ""
  }
}
