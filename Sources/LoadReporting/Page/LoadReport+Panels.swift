internal import LoadSending

/// The numbers of a page.
extension LoadReport {
  var outcomePanel: String {
    let ended = outcomes.values.saturatingSum
    var rows = orderedOutcomes.map { outcome in
      let series = OutcomeSeries(outcome: outcome.name)
      let share = ended > 0 ? Double(outcome.count) / Double(ended) : 0
      return
        "<tr\(series.isError ? " class=\"error\"" : "")><th scope=\"row\"><i class=\"swatch series-\(series.style)\"></i>\(HTMLText.escaped(outcome.name))</th>"
        + "<td>\(Self.number(outcome.count, name: "outcome-\(outcome.name)"))</td>"
        + "<td class=\"share\">\(HTMLText.share(share))</td></tr>\n"
    }
    if rows.isEmpty { rows = ["<tr><th>Nothing has ended.</th></tr>\n"] }
    let repeats =
      replays > 0
      ? "<p class=\"note\">\(NumberText.grouped(replays)) of the \(line == nil ? "OK" : "COMPLETED") repeat an earlier success.</p>\n"
      : ""
    return "<section><h2>Outcomes</h2>\n<table>\n\(rows.joined())</table>\n\(repeats)\(pace)</section>\n"
  }

  /// The speed of the run, and the time of its end.
  private var pace: String {
    let end = timeline.lastEndMicroseconds
    let ended = outcomes.values.saturatingSum
    guard end > 0, ended > 0 else { return "" }
    let text = "The last one ended \(AxisText.roundedLatency(microseconds: end)) after the run's start"
    // A rate of a few requests is none.
    guard ended >= 100 else { return "<p class=\"note\">\(text).</p>\n" }
    let rate = Double(ended) * 1_000_000 / Double(end)
    let rounded = rate < 100 ? (rate * 10).rounded() / 10 : rate.rounded()
    return "<p class=\"note\">\(text): \(AxisText.decimal(rounded)) a second.</p>\n"
  }

  var latencyPanel: String {
    guard let line else { return Self.latencyPanel("Latency", latencies, id: "") }
    return Self.latencyPanel("Latency of the joins", latencies, id: "")
      + Self.latencyPanel("Latency to the end of the wait", line.latencies, id: "end-")
  }

  private static func latencyPanel(_ title: String, _ latencies: LatencyDistribution, id: String) -> String {
    let rows = latencies.summary.named.map { name, value in
      let text = latencies.count == 0 ? "–" : NumberText.milliseconds(value)
      return row(name, number(value, name: id + name.replacing(".", with: ""), text: text))
    }
    return "<section><h2>\(title)</h2>\n<table>\n\(rows.joined())</table>\n</section>\n"
  }

  var generatorPanel: String {
    var rows = [("planned", planned), ("sent", sent)]
    if latencyOrigin == .plan { rows.append(("late", late)) }
    rows.append(("unsent", unsent))
    if let retries = retries { rows.append(("retries", retries)) }
    let lines =
      rows.map { name, count in Self.row(name, Self.number(count, name: name)) }
      + [Self.row("cores used", "\(NumberText.decimal(generator.coresUsed)) of \(generator.threads)")]
    return "<section><h2>Generator</h2>\n<table>\n\(lines.joined())</table>\n</section>\n"
  }

  /// The honesty of the numbers.
  var notePanel: String {
    let bound = AxisText.latency(microseconds: Double(lateBoundMicroseconds))
    var notes = figureWarnings.map { "<p class=\"warning\">\(HTMLText.escaped($0))</p>\n" }
    if late > 0 {
      notes.append(
        "<p class=\"note\">Late requests left more than \(bound) after their plan; their delay is in the latencies.</p>\n"
      )
    } else if latencyOrigin == .plan, unsent == 0, sent > 0 {
      notes.append("<p class=\"note\">Every request left within \(bound) of its plan.</p>\n")
    }
    return notes.isEmpty ? "" : "<section>\(notes.joined())</section>\n"
  }

  private static func row(_ name: String, _ value: String) -> String {
    "<tr><th scope=\"row\">\(name)</th><td>\(value)</td></tr>\n"
  }

  /// A number that programs can read, too.
  private static func number(_ value: UInt64, name: String, text: String? = nil) -> String {
    "<data id=\"\(HTMLText.escaped(name))\" value=\"\(value)\">\(text ?? NumberText.grouped(value))</data>"
  }
}
