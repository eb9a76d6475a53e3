internal import LoadSending
import RPCCodec

extension LoadReport {
  /// The report for a person, several lines: the faults first, the verdict last.
  public var text: String {
    let name = PrintableText.escaped(campaign.name)
    let servers = PrintableText.escaped(addresses.joined(separator: ", "))
    var lines: [String] = []
    if let shortcoming {
      let sign = verdict == .interrupted ? "INTERRUPTED" : "NOT PROVEN"
      lines += ["\(sign)  \(PrintableText.escaped(shortcoming))", ""]
    }
    lines.append(
      "campaign \(campaign.id) \"\(name)\" at \(servers)\(line == nil ? "" : ", through the queue"), \(loadText)")
    lines += warnings.map { "WARNING  \(PrintableText.escaped($0))" } + [""]
    lines += countLines + [""] + outcomeLines + [""] + lineLines + latencyLines + [""] + generatorLines + [""]
    if !invariantLines.isEmpty { lines += invariantLines + [""] }
    lines.append(verdictLine)
    return lines.joined(separator: "\n")
  }

  /// Successes first, then the most frequent.
  var orderedOutcomes: [(name: String, count: UInt64)] {
    outcomes.map { (name: $0.key, count: $0.value) }.sorted { left, right in
      let isSuccess = Outcome.isSuccess(left.name)
      if isSuccess != Outcome.isSuccess(right.name) { return isSuccess }
      return left.count == right.count ? left.name < right.name : left.count > right.count
    }
  }

  private var loadText: String {
    switch kind {
    case .merged: return "\(runIDs.count) run\(runIDs.count == 1 ? "" : "s") merged"
    case .race: return "closed loop, \(NumberText.grouped(concurrency ?? 0)) calls in flight, seed \(seed)"
    case .burst:
      guard stages.count > 1 else { return "\(NumberText.grouped(stages.first?.rate ?? 0)) requests/s, seed \(seed)" }
      let rates = stages.map { "\(NumberText.grouped($0.rate))/s for \($0.duration)" }
      return rates.joined(separator: ", ") + ", seed \(seed)"
    }
  }

  private var countLines: [String] {
    let bound = NumberText.milliseconds(UInt64(clamping: lateBoundMicroseconds))
    var lines = [
      row("planned", planned), row("sent", sent), row("late", late) + "  (sent more than \(bound) after the plan)",
      row("unsent", unsent),
    ]
    if latencyOrigin == .send { lines.remove(at: 2) }
    if let retries {
      lines.append(row("retries", retries) + "  (\(NumberText.grouped(refusedRetries)) more refused by the budget)")
    }
    return lines
  }

  private var outcomeLines: [String] {
    ["outcomes"]
      + orderedOutcomes.map { outcome in
        let repeated = Outcome.isSuccess(outcome.name) && replays > 0
        return row("  " + PrintableText.escaped(outcome.name), outcome.count)
          + (repeated ? "  (\(NumberText.grouped(replays)) of them repeat an earlier success)" : "")
      }
  }

  /// The places in line, and their ends.
  private var lineLines: [String] {
    guard let line else { return [] }
    var lines = [row("joined", line.joined)]
    if let tickets = line.tickets {
      lines[0] += "  (tickets \(NumberText.grouped(tickets.lowerBound)) to \(NumberText.grouped(tickets.upperBound)))"
    }
    if line.retried > 0 { lines.append(row("tried again", line.retried)) }
    return lines + [""]
  }

  private var latencyLines: [String] {
    let title =
      switch latencyOrigin {
      case .send: "latency from the send (closed loop: a stall of the server sends less, and few requests see it)"
      case .plan: "latency from the planned send"
      }
    guard let line else { return [title] + rows(latency) }
    return ["\(title) to the place in line"] + rows(latency)
      + ["", "latency from the planned send until the end was seen (each entry is looked at again after 0.1 s)"]
      + rows(line.latency)
  }

  private func rows(_ latency: LatencySummary) -> [String] {
    latency.named.map { name, value in
      NumberText.left("  " + name, 22) + NumberText.right(NumberText.milliseconds(value), 15)
    }
  }

  private var generatorLines: [String] {
    let answered = outcomes.values.reduce(0, +)
    let rate = Double(answered) * 1_000_000 / Double(max(1, generator.wallMicroseconds))
    return [
      "generator",
      "  \(NumberText.decimal(Double(generator.wallMicroseconds) / 1_000_000)) s"
        + (kind == .merged ? " from the first start to the last end, " : ", ")
        + "\(NumberText.grouped(Int(min(rate, 1e12)))) requests/s ended",
      "  CPU \(NumberText.decimal(Double(generator.userMicroseconds) / 1_000_000)) s user, "
        + "\(NumberText.decimal(Double(generator.systemMicroseconds) / 1_000_000)) s system: "
        + "\(NumberText.decimal(generator.coresUsed)) of \(generator.threads) "
        + "core\(generator.threads == 1 ? "" : "s") used",
    ]
  }

  private var invariantLines: [String] {
    var lines = invariants.map { invariant in
      "\(invariant.held ? "held  " : "BROKEN")  \(PrintableText.escaped("\(invariant.name): \(invariant.evidence)"))"
    }
    // The first line and the last one say why nothing was shown.
    if !invariants.isEmpty {
      lines += unproven.map { PrintableText.escaped("not proven  \($0.name): \($0.reason)") }
    }
    if let uncheckedReason, shortcoming == nil {
      lines.append("not proven  \(PrintableText.escaped(uncheckedReason))")
    }
    return lines
  }

  private func row(_ name: String, _ count: UInt64) -> String {
    NumberText.left(name, 22) + NumberText.right(NumberText.grouped(count), 12)
  }
}
