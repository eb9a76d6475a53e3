internal import CampaignInfra
internal import ProgramConventions
internal import RPCCodec

/// Notes on standard error while a command waits: a line for people, an object with a message for programs.
extension Console {
  /// Says a line of a wait for the database.
  func note(_ line: DatabaseWaitLine) {
    switch line {
    case .began(let limit, let reason): note(wording.waitingForDatabase(limit.flagText, reason))
    case .another(let left, let reason): note(wording.stillWaitingForDatabase(left.inTenths, reason))
    case .ended(let time): note(wording.databaseIsThere(time.inTenths))
    case .stopped(let time): note(wording.toldToEnd(time.inTenths))
    }
  }

  /// Says what a migration waits for.
  func note(_ wait: MigrationWait) {
    switch wait {
    case .anotherProcess: note(wording.waitingForMigration)
    case .table: note(wording.waitingForTable)
    }
  }

  private func note(_ text: String) {
    let line =
      switch output {
      case .json: ProtobufJSON.text(of: Note(message: text))
      case .text: PrintableText.escaped(text)
      }
    try? StandardStream.error.write(line + "\n")
  }
}

private struct Note: JSONRepresentable {
  let message: String

  func writeJSON(to writer: inout JSONWriter) {
    writer.object { $0.member("message") { $0.string(message) } }
  }
}
