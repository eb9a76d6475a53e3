internal import ProgramConventions
internal import RPCCodec

/// Entries of queues as people read them.
struct QueueEntryText {
  let wording: Wording

  /// The fields of an entry.
  func text(_ entry: QueueEntryMessage) -> String {
    let words = wording.queue
    var fields = [
      (wording.campaign, "\(entry.campaignID)"), (wording.user, PrintableText.escaped(entry.userID)),
      (words.status, status(entry.status)),
    ]
    guard entry.status != .notInQueue else { return FieldList.text(fields) }
    if entry.status == .waiting {
      fields.append((words.position, GroupedNumber.text(entry.position)))
      fields.append((words.estimatedWait, span(entry.estimatedWait) ?? wording.unknown))
    }
    if !entry.failureReason.isEmpty { fields.append((words.reason, words.text(ofFailure: entry.failureReason))) }
    if let coupon = entry.coupon { fields.append((wording.code, PrintableText.escaped(coupon.code))) }
    fields.append((words.ticket, entry.ticket == 0 ? "-" : GroupedNumber.text(entry.ticket)))
    fields.append((words.joinTime, entry.joinTime.map { LocalTime.text($0) } ?? wording.unknown))
    fields.append((words.updateTime, entry.updateTime.map { LocalTime.text($0) } ?? wording.unknown))
    fields.append((words.request, PrintableText.escaped(entry.requestID)))
    return FieldList.text(fields)
  }

  /// A place in one line: `waiting 5 (3s)`.
  func line(_ entry: QueueEntryMessage) -> String {
    var line = status(entry.status)
    if entry.status == .waiting {
      line += " \(GroupedNumber.text(entry.position))"
      if let wait = span(entry.estimatedWait) { line += " (\(wait))" }
    }
    if let coupon = entry.coupon { line += " \(PrintableText.escaped(coupon.code))" }
    if !entry.failureReason.isEmpty { line += ": \(wording.queue.text(ofFailure: entry.failureReason))" }
    return line + "\n"
  }

  /// Whole seconds, which is more than such a guess is worth.
  private func span(_ duration: ProtobufDuration?) -> String? {
    QueueSpanText.text(duration)
  }

  private func status(_ status: QueueStatusMessage) -> String {
    switch status {
    case .waiting: wording.queue.waiting
    case .processing: wording.queue.processing
    case .completed: wording.queue.completed
    case .failed: wording.queue.failed
    case .notInQueue: wording.queue.notInQueue
    default: "\(wording.unknown) (\(status.rawValue))"
    }
  }
}

/// A span in whole seconds, rounded up: `1h2m3s`.
enum QueueSpanText {
  /// `nil` where there is none.
  static func text(_ duration: ProtobufDuration?) -> String? {
    guard let duration, duration.isValid, duration.seconds >= 0, duration.nanos >= 0 else { return nil }
    return Duration.seconds(duration.seconds + (duration.nanos > 0 ? 1 : 0)).flagText
  }
}
