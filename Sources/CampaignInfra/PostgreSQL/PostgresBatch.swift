/// Commands that are sent in one breath, in their order. Each is given a place, by which its result is found: whoever
/// adds a command moves nobody else's result.
struct PostgresBatch {
  /// The place of one command's result.
  struct Place {
    fileprivate let index: Int
  }

  private(set) var commands: [PostgresCommand] = []

  @discardableResult
  mutating func add(
    _ statement: PostgresStatement, _ fill: (inout PostgresParameters) -> Void = { _ in }
  ) -> Place {
    commands.append(PostgresCommand(statement, fill))
    return Place(index: commands.count - 1)
  }

  /// Adds a command whose parameters are one number.
  @discardableResult
  mutating func add(_ statement: PostgresStatement, _ number: Int64) -> Place {
    add(statement) { $0.append(number) }
  }
}

/// The results of a batch.
struct PostgresBatchResults {
  private let results: [PostgresResult]

  /// `results` are those of the batch's commands, in their order.
  init(_ results: [PostgresResult]) {
    self.results = results
  }

  subscript(place: PostgresBatch.Place) -> PostgresResult {
    get throws(PostgresError) {
      guard results.indices.contains(place.index) else { throw .unexpected("no result of command \(place.index)") }
      return results[place.index]
    }
  }
}
