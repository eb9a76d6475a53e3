internal import CampaignDomain
internal import LoadSending
internal import RPCCodec

/// The invariants of a load that goes through the queue, beside those of every load.
extension LoadProof {
  /// The names of the invariants of a line, in the order in which they are shown.
  static let lineNames = ["tickets_without_gap", "served_in_order", "one_entry_a_user", "every_entry_ended"]

  /// The invariants of the line; none of a load that goes past it.
  var lineInvariants: [Invariant] {
    guard let line else { return [] }
    return [ticketsWithoutGap(line), servedInOrder, oneEntryAUser, everyEntryEnded(line)]
  }

  /// The condition that the run lacks to show an invariant of the line; `nil` where it lacks none.
  func missingForLine(_ name: String) -> String? {
    switch name {
    case "tickets_without_gap": tally.line.entries.contains { $0.ticket > 0 } ? nil : "nobody stood in line"
    case "served_in_order": inOrder.count > 1 ? nil : "fewer than two entries ended with a coupon"
    case "one_entry_a_user": naming.isUnique ? "no user joined twice" : nil
    case "every_entry_ended":
      if line?.isInterrupted == true {
        "the run was stopped"
      } else {
        isWaitingForResume ? "the campaign is paused" : nil
      }
    default: nil
    }
  }

  /// Others may have joined meanwhile, so this run need not have seen every ticket; but no ticket is higher than the
  /// line has entries.
  private func ticketsWithoutGap(_ line: LineReading) -> Invariant {
    let entries = tally.line.entries.filter { $0.ticket > 0 }.sorted { $0.ticket < $1.ticket }
    var (faults, tickets): ([String], Int) = ([], 0)
    var twice: Finding<Int64>?
    for (index, entry) in entries.enumerated() {
      guard index > 0, entries[index - 1].ticket == entry.ticket else {
        tickets += 1
        continue
      }
      if entries[index - 1].requestID != entry.requestID { Finding.note(entry.ticket, in: &twice) }
    }
    if let twice { faults.append("given to two entries: \(twice)") }
    guard let first = entries.first?.ticket, let last = entries.last?.ticket else {
      return Invariant("tickets_without_gap", faults: [], evidence: "nobody stood in line")
    }
    if last > line.entries { faults.append("there is ticket \(last), and the line has had \(line.entries) entries") }
    let others = last - first + 1 - Int64(tickets)
    return Invariant(
      "tickets_without_gap", faults: faults,
      evidence:
        "\(first) to \(last), each once, \(others == 0 ? "none" : "\(others)") of others, in a line that has had "
        + "\(line.entries) entries")
  }

  /// The coupons of entries whose first try succeeded, in the order of their tickets.
  private var inOrder: [LineTally.Completion] {
    tally.line.completions.filter { $0.attempts == 0 }.sorted { $0.ticket < $1.ticket }
  }

  private var servedInOrder: Invariant {
    let inOrder = inOrder
    var passed: Finding<String>?
    for (earlier, later) in zip(inOrder, inOrder.dropFirst()) where later.sequence <= earlier.sequence {
      Finding.note(
        "ticket \(later.ticket) got coupon \(later.sequence), ticket \(earlier.ticket) got \(earlier.sequence)",
        in: &passed)
    }
    let retried = tally.line.completions.count - inOrder.count
    return Invariant(
      "served_in_order", faults: passed.map { ["\($0)"] } ?? [],
      evidence: "the sequences of \(inOrder.count) coupons follow the tickets"
        + (retried > 0 ? ", those of \(retried) entries that were tried again left out" : ""))
  }

  private var oneEntryAUser: Invariant {
    guard !naming.isUnique else {
      return Invariant("one_entry_a_user", faults: [], evidence: "no user joined twice")
    }
    var requestIDs: [String: RequestID] = [:]
    var several: Finding<String>?
    for entry in tally.line.entries {
      let user = naming.name(ofRequest: entry.request)
      let first = requestIDs[user, default: entry.requestID]
      if first != entry.requestID { Finding.note("\(user) has \(first) and \(entry.requestID)", in: &several) }
      requestIDs[user] = first
    }
    return Invariant(
      "one_entry_a_user", faults: several.map { ["\($0)"] } ?? [],
      evidence: "\(tally.line.entries.count) answers showed \(requestIDs.count) users one entry each")
  }

  /// A line keeps its places while its campaign is paused.
  private var isWaitingForResume: Bool { tally.line.requested > 0 && after.state == .paused }

  private func everyEntryEnded(_ line: LineReading) -> Invariant {
    var faults: [String] = []
    func name(_ entry: JoinedEntry?) -> String {
      entry.map { "request \($0.requestID) of \(naming.name(ofRequest: $0.request))" } ?? "none"
    }
    if tally.line.requested > 0, !line.isInterrupted, !isWaitingForResume {
      faults.append("\(tally.line.requested) without an end, such as \(name(tally.line.firstRequested))")
      if let failure = tally.line.lookFailure { faults.append("a look failed: \(failure)") }
    }
    if tally.line.lost > 0 {
      faults.append(
        "\(tally.line.lost) unknown or without an end that can be read, such as \(name(tally.line.firstLost))")
    }
    return Invariant(
      "every_entry_ended", faults: faults,
      evidence: "the entries of all \(tally.line.entries.count) requests that joined have ended")
  }

  /// The sums of a load that goes through the queue.
  var lineDemands: [(isMet: Bool, text: String)] {
    guard let line else { return [] }
    let counts = tally.line
    let failed = counts.failed.values.saturatingSum
    let ends = counts.completed + failed + counts.requested + counts.lost
    func grown(_ count: (GetQueueInfoResponse) -> Int64) -> Int64 {
      count(line.after).subtractingReportingOverflow(count(line.before)).partialValue
    }
    // Others may stand in the line, so it may have ended more entries than this run's, never fewer.
    let (completed, refused) = (grown(\.completedCount), grown(\.failedCount))
    let takenBack = reading.listed - reading.issued
    let notIssued = takenBack == 0 ? "" : " - \(takenBack) whose coupon was taken back"
    return [
      (
        UInt64(counts.entries.count) == ends,
        "joined \(counts.entries.count) = completed \(counts.completed) + failed \(failed) + without an end "
          + "\(counts.requested) + lost \(counts.lost)"
      ),
      (
        // The entry of a coupon that is revoked is none of the completed any more.
        completed >= Int64(clamping: counts.newlyCompleted) - Int64(takenBack),
        "completed by the line meanwhile \(completed) >= of this run \(counts.newlyCompleted)\(notIssued)"
      ),
      (
        refused >= Int64(clamping: counts.newlyFailed),
        "failed by the line meanwhile \(refused) >= of this run \(counts.newlyFailed)"
      ),
    ]
  }
}
