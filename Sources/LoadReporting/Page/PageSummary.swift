internal import LoadSending

/// The upper half of a page: what was run, what it proved, and its numbers.
struct PageSummary {
  private let content: PageContent

  init(_ content: PageContent) {
    self.content = content
  }

  var html: String {
    header + PageVerdict(content).html + "<div class=\"columns\">\n" + outcomes + latencies + generator + "</div>\n"
  }

  private var header: String {
    let facts = content.facts.map { fact in
      "<div><dt>\(HTMLText.escaped(fact.name))</dt><dd>\(HTMLText.escaped(fact.value))</dd></div>"
    }
    return """
      <header>
      <p class="eyebrow">campaign-load · campaign \(content.campaignID)</p>
      <h1><bdi>\(HTMLText.escaped(content.campaignName))</bdi></h1>
      <dl class="facts">\(facts.joined())</dl>
      </header>

      """
  }

  private var outcomes: String {
    let ended = content.outcomes.reduce(0) { $0 + $1.count }
    var rows = content.outcomes.map { outcome in
      let series = OutcomeSeries(outcome: outcome.name)
      let share = ended > 0 ? Double(outcome.count) / Double(ended) : 0
      return
        "<tr><th scope=\"row\"><i class=\"swatch series-\(series.style)\"></i>\(HTMLText.escaped(outcome.name))</th>"
        + "<td>\(Self.number(outcome.count, name: "outcome-\(outcome.name)"))</td>"
        + "<td class=\"share\">\(Self.share(share))</td></tr>\n"
    }
    if rows.isEmpty { rows = ["<tr><th>Nothing has ended.</th></tr>\n"] }
    let repeats =
      content.replays > 0
      ? "<p class=\"note\">\(NumberText.grouped(content.replays)) of the OK repeat an earlier success.</p>\n" : ""
    return "<section><h2>Outcomes</h2>\n<table>\n\(rows.joined())</table>\n\(repeats)\(pace)</section>\n"
  }

  /// How fast it went, and when it was over.
  private var pace: String {
    let end = content.timeline.lastEndMicroseconds
    let ended = content.outcomes.reduce(0) { $0 + $1.count }
    guard end > 0, ended > 0 else { return "" }
    let text = "The last one ended \(AxisText.roundedLatency(microseconds: end)) after the start"
    // A rate of a few requests is none.
    guard ended >= 100 else { return "<p class=\"note\">\(text).</p>\n" }
    let rate = Double(ended) * 1_000_000 / Double(end)
    let rounded = rate < 100 ? (rate * 10).rounded() / 10 : rate.rounded()
    return "<p class=\"note\">\(text): \(AxisText.decimal(rounded)) a second.</p>\n"
  }

  private var latencies: String {
    let values = [
      ("p50", "p50", content.latency.p50), ("p90", "p90", content.latency.p90), ("p99", "p99", content.latency.p99),
      ("p99.9", "p999", content.latency.p999), ("max", "max", content.latency.max),
    ]
    let rows = values.map { title, name, value in
      "<tr><th scope=\"row\">\(title)</th>"
        + "<td>\(Self.number(value, name: name, text: content.curve.points.isEmpty ? "–" : NumberText.milliseconds(value)))</td></tr>\n"
    }
    return "<section><h2>Latency</h2>\n<table>\n\(rows.joined())</table>\n</section>\n"
  }

  private var generator: String {
    var rows = [("planned", content.planned), ("sent", content.sent)]
    if !content.isClosedLoop { rows.append(("late", content.late)) }
    rows.append(("unsent", content.unsent))
    if let retries = content.retries { rows.append(("retries", retries)) }
    var lines = rows.map { name, count in
      "<tr><th scope=\"row\">\(name)</th><td>\(Self.number(count, name: name))</td></tr>\n"
    }
    let cores = NumberText.decimal(content.generator.coresUsed)
    lines.append(
      "<tr><th scope=\"row\">cores used</th><td>\(cores) of \(content.generator.threads)</td></tr>\n")
    let notes =
      notes.map { "<p class=\"note\">\(HTMLText.escaped($0))</p>\n" }
      + content.warnings.map { "<p class=\"warning\">\(HTMLText.escaped($0))</p>\n" }
    return "<section><h2>Generator</h2>\n<table>\n\(lines.joined())</table>\n\(notes.joined())</section>\n"
  }

  /// How honest the numbers of the plan are.
  private var notes: [String] {
    let bound = AxisText.latency(microseconds: Double(content.lateBoundMicroseconds))
    var notes: [String] = []
    if content.late > 0 {
      notes.append("Late requests left more than \(bound) after their plan; their delay is in the latencies.")
    }
    if content.unsent > 0 { notes.append("Requests are unsent where \(LoadReport.unsentCauses) before them.") }
    if notes.isEmpty, !content.isClosedLoop { notes.append("Every request left within \(bound) of its plan.") }
    return notes
  }

  /// A number that programs can read, too.
  private static func number(_ value: UInt64, name: String, text: String? = nil) -> String {
    "<data id=\"\(HTMLText.escaped(name))\" value=\"\(value)\">\(text ?? NumberText.grouped(value))</data>"
  }

  /// A share of all: what is not nothing is never shown as nothing, nor what is not all as all.
  static func share(_ share: Double) -> String {
    switch share {
    case ...0: "0%"
    case ..<0.001: HTMLText.escaped("<0.1%")
    case 0.999..<1: HTMLText.escaped(">99.9%")
    default: AxisText.decimal((share * 1_000).rounded() / 10) + "%"
    }
  }
}
