internal import RPCCodec

/// Compensations as people read them.
struct CompensationText {
  private let wording: Wording
  private let words: CompensationWording

  init(language: Language) {
    wording = language.wording
    words = language.compensationWording
  }

  /// The fields of a compensation.
  func text(_ compensation: CompensationMessage) -> String {
    var fields = [
      ("ID", "\(compensation.id)"), (words.type, PrintableText.escaped(compensation.compensationType)),
      (words.reference, PrintableText.escaped(compensation.referenceID)),
      (words.status, status(compensation)), (words.retries, retries(compensation)),
      (words.createTime, time(compensation.createTime)), (words.lastAttemptTime, time(compensation.lastAttemptTime)),
    ]
    if compensation.completeTime != nil { fields.append((words.completeTime, time(compensation.completeTime))) }
    if !compensation.errorMessage.isEmpty {
      fields.append((words.error, PrintableText.escaped(compensation.errorMessage)))
    }
    if !compensation.resolvedBy.isEmpty {
      fields.append((words.resolvedBy, PrintableText.escaped(compensation.resolvedBy)))
      fields.append((words.resolution, PrintableText.escaped(compensation.resolution)))
    }
    fields.append((words.payload, PrintableText.escaped(compensation.payload)))
    return FieldList.text(fields)
  }

  /// A line for each; errors come last, because they are of any length.
  func table(_ compensations: [CompensationMessage]) -> String {
    guard !compensations.isEmpty else { return words.none + "\n" }
    var table = TextTable([
      .init(title: "ID", alignment: .right), .init(title: words.type), .init(title: words.reference),
      .init(title: words.status), .init(title: words.retries, alignment: .right), .init(title: words.lastAttemptTime),
      .init(title: words.error),
    ])
    return table.page(compensations.map(row), withTitles: true)
  }

  /// The sentence that follows an order to try a compensation anew.
  func retried(_ compensation: CompensationMessage) -> String {
    switch compensation.status {
    case "COMPLETED": words.doneAlready
    case "FAILED": words.givenUpBefore
    default: words.triedAnew
    }
  }

  /// The sentence that follows an order to give a compensation up.
  func discarded(_ compensation: CompensationMessage) -> String {
    compensation.status == "FAILED" ? words.givenUp : words.notFailed
  }

  private func row(_ compensation: CompensationMessage) -> [String] {
    [
      "\(compensation.id)", PrintableText.escaped(compensation.compensationType),
      PrintableText.escaped(compensation.referenceID), status(compensation), retries(compensation),
      compensation.lastAttemptTime.map { LocalTime.text($0, precision: .milliseconds) } ?? wording.notYet,
      PrintableText.escaped(compensation.errorMessage),
    ]
  }

  private func status(_ compensation: CompensationMessage) -> String {
    // One that an admin had tried anew forgets that when it fails again.
    if compensation.status == "FAILED", !compensation.resolvedBy.isEmpty {
      return "\(words.statusGivenUp) (\(compensation.status))"
    }
    return words.statuses[compensation.status].map { "\($0) (\(compensation.status))" }
      ?? PrintableText.escaped(compensation.status)
  }

  private func retries(_ compensation: CompensationMessage) -> String {
    "\(compensation.retryCount)/\(compensation.maxRetries)"
  }

  private func time(_ time: ProtobufTimestamp?) -> String {
    time.map { LocalTime.text($0) } ?? wording.notYet
  }
}
