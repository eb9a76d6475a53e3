internal import RPCCodec

/// The list of dead letters as people read it, a line each; errors come last, because they are of any length.
struct DeadLetterTable {
  let wording: Wording

  func text(_ letters: [DeadLetterMessage]) -> String {
    let words = wording.queue
    guard !letters.isEmpty else { return words.noDeadLetters + "\n" }
    var table = TextTable([
      .init(title: words.request), .init(title: wording.campaign, alignment: .right),
      .init(title: words.ticket, alignment: .right), .init(title: words.attempts, alignment: .right),
      .init(title: words.doneTime), .init(title: wording.user), .init(title: words.error),
    ])
    return table.page(letters.map(row), withTitles: true)
  }

  private func row(_ letter: DeadLetterMessage) -> [String] {
    [
      PrintableText.escaped(letter.requestID), "\(letter.campaignID)", GroupedNumber.text(letter.ticket),
      GroupedNumber.text(Int64(letter.attempts)),
      letter.failedTime.map { LocalTime.text($0, precision: .milliseconds) } ?? wording.unknown,
      PrintableText.escaped(letter.userID), PrintableText.escaped(letter.error),
    ]
  }
}
