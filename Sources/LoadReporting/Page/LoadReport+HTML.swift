internal import LoadSending
import RPCCodec

extension LoadReport {
  /// The report as one page for a browser, with plots. It needs nothing else: no other file and no server; its small
  /// script only shows tooltips beside the pointer.
  public var html: String {
    let origin =
      latencyOrigin == .send
      ? "Latency counts from the send to the answer: a server that stalls is asked less, and few requests see its stall."
      : "Latency counts from the planned send to the answer, so that a stall of the server or of the generator is in it."
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escaped(campaign.name)) · campaign-load</title>
      <style>
      \(String(decoding: PackageResources.page_css, as: UTF8.self))</style>
      </head>
      <body>
      <main>
      <header>
      <p class="program">campaign-load · campaign \(campaign.id)</p>
      <h1><bdi>\(HTMLText.escaped(campaign.name))</bdi></h1>
      <dl class="facts">\(facts.map(Self.fact).joined())</dl>
      </header>
      \(verdictPanel)<div class="columns">
      \(outcomePanel)\(latencyPanel)\(generatorPanel)</div>
      \(notePanel)\(figures)\(invariantPanel)<footer>
      <p>\(origin) Times are those of the machine that sent the requests, unless they say otherwise.</p>
      </footer>
      </main>
      <div id="tooltip" hidden></div>
      <script>
      \(String(decoding: PackageResources.page_js, as: UTF8.self))</script>
      </body>
      </html>

      """
  }

  private static func fact(_ name: String, _ value: String) -> String {
    let isLong = value.utf8.count > 60
    return
      "<div\(isLong ? " class=\"long\"" : "")><dt>\(HTMLText.escaped(name))</dt><dd>\(HTMLText.escaped(value))</dd></div>"
  }

  /// All the facts that it takes to run it again.
  private var facts: [(name: String, value: String)] {
    var facts: [(String, String)] = []
    if let time = startTime?.rfc3339 {
      facts.append(("Start", "\(time.prefix(10)) \(time.dropFirst(11).dropLast()) UTC"))
    }
    facts += loadFacts
    if let line { facts.append(("Through", "the queue: \(NumberText.grouped(line.joined)) joined it")) }
    facts += [
      ("Stock", NumberText.counted(campaign.totalCoupons, "coupon")),
      (addresses.count == 1 ? "Server" : "Servers", addresses.joined(separator: ", ")),
      ("Connections", NumberText.grouped(connections)),
    ]
    if let users = inputs.users { facts.append(("Users", users)) }
    if kind != .merged { facts.append(("Seed", String(seed))) }
    if let program = inputs.program { facts.append(("Program", program)) }
    if let command = inputs.command { facts.append(("Command line", command)) }
    return facts
  }

  private var loadFacts: [(String, String)] {
    func seconds(_ microseconds: Double) -> String { "\(AxisText.decimal(microseconds / 1_000_000)) s" }
    switch kind {
    case .burst:
      let rates = stages.map { stage in
        "\(NumberText.grouped(stage.rate))/s" + (stages.count > 1 ? " for \(seconds(Double(stage.microseconds)))" : "")
      }
      return [
        ("Load", "burst, open loop"), ("Rate", rates.joined(separator: ", ")),
        ("Duration", seconds(stages.reduce(0) { $0 + Double($1.microseconds) })),
      ]
    case .race:
      return [
        ("Load", "race, closed loop"), ("Requests", NumberText.grouped(planned)),
        ("In flight", NumberText.counted(concurrency ?? 0, "call")),
      ]
    case .merged:
      let loop = latencyOrigin == .send ? "closed loop" : "open loop"
      return [("Load", "\(NumberText.counted(runIDs.count, "run")) merged, \(loop)")]
    }
  }
}
