extension BurstReport {
  /// The report for a person, several lines.
  public var text: String {
    let name = Self.printable(campaignName)
    var lines = ["campaign \(campaignID) \"\(name)\" at \(address), \(NumberText.grouped(rate)) requests/s", ""]
    lines += countLines + [""] + outcomeLines + [""] + latencyLines + [""] + invariantLines
    return lines.joined(separator: "\n")
  }

  /// A name is somebody else's text: what would move the cursor or turn the writing direction is not printed.
  private static func printable(_ text: String) -> String {
    var printable = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: printable += "\u{FFFD}"
      default: printable.unicodeScalars.append(scalar)
      }
    }
    return printable
  }

  private var countLines: [String] {
    let bound = NumberText.milliseconds(UInt64(clamping: lateBoundMicroseconds))
    return [
      row("planned", planned), row("sent", sent), row("late", late) + "  (sent more than \(bound) after the plan)",
      row("unsent", unsent),
    ]
  }

  private var outcomeLines: [String] {
    ["outcomes"]
      + orderedOutcomes.map { outcome in
        let repeated = outcome.name == "OK" && replays > 0
        return row("  " + outcome.name, outcome.count)
          + (repeated ? "  (\(NumberText.grouped(replays)) of them repeat an earlier success)" : "")
      }
  }

  private var latencyLines: [String] {
    let percentiles = [
      ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99), ("p99.9", latency.p999), ("max", latency.max),
    ]
    return ["latency from the planned send"]
      + percentiles.map { name, value in
        NumberText.left("  " + name, 22) + NumberText.right(NumberText.milliseconds(value), 15)
      }
  }

  private var invariantLines: [String] {
    var lines = invariants.map { "\($0.held ? "held  " : "BROKEN")  \($0.name): \(Self.printable($0.evidence))" }
    if let uncheckedReason { lines.append("NOT CHECKED: \(uncheckedReason)") }
    return lines
  }

  private func row(_ name: String, _ count: UInt64) -> String {
    NumberText.left(name, 22) + NumberText.right(NumberText.grouped(count), 12)
  }
}
