/// The part of a page on the proof: green only where something was proven and nothing is wrong.
extension LoadReport {
  var verdictPanel: String {
    let (style, sign) = appearance
    let reasons = ([shortcoming ?? uncheckedReason] + exceededThresholds).compactMap(\.self)
      .map { "<p class=\"reason\">\(HTMLText.escaped($0))</p>\n" }
    let warning = errorWarning.map { "<p class=\"warning\">\(HTMLText.escaped($0))</p>\n" } ?? ""
    return """
      <section class="verdict \(style)">
      <h2><b class="sign">\(sign)</b>\(title)</h2>
      \(reasons.joined())\(warning)</section>

      """
  }

  var invariantPanel: String {
    let items = items
    return items.isEmpty
      ? ""
      : "<section class=\"invariants\"><h2>What was proven, and by what</h2>\n<ul>\n\(items.joined())</ul>\n</section>\n"
  }

  private var appearance: (style: String, sign: String) {
    switch verdict {
    case .broken: ("broken", "✕")
    case .unproven: ("unproven", "?")
    case .interrupted, .thresholdExceeded: ("unproven", "!")
    case .held: ("held", "✓")
    }
  }

  private var title: String {
    let count = invariants.count
    let broken = invariants.count { !$0.held }
    switch verdict {
    case .broken: return "\(broken) of \(count) invariants \(broken == 1 ? "is" : "are") broken"
    case .unproven: return "Nothing is proven"
    case .interrupted: return "The run was interrupted"
    case .thresholdExceeded: return "A threshold was exceeded; every invariant held: \(count) of \(count)"
    case .held: return "Every invariant held: \(count) of \(count)"
    }
  }

  /// The broken invariants come first, those that could not be shown last.
  private var items: [String] {
    let ordered = invariants.filter { !$0.held } + invariants.filter(\.held)
    return ordered.map { invariant in
      invariant.held
        ? item("held", "✓", invariant.name, "", invariant.evidence)
        : item("broken", "✕", invariant.name, " <strong>broken</strong>", invariant.evidence)
    } + unproven.map { item("unproven", "–", $0.name, " <em>not proven</em>", $0.reason) }
  }

  private func item(_ style: String, _ sign: String, _ name: String, _ mark: String, _ text: String) -> String {
    "<li class=\"\(style)\"><b class=\"sign\">\(sign)</b><div><code>\(HTMLText.escaped(name))</code>\(mark)"
      + "<p>\(HTMLText.escaped(text))</p></div></li>\n"
  }
}
