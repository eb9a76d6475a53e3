internal import LoadSending

extension LoadReport {
  /// The faults of the run, and the limits to the trust in its figures; empty when there are none.
  public var warnings: [String] { (errorWarning.map { [$0] } ?? []) + figureWarnings }

  /// The limits to the trust in the figures.
  var figureWarnings: [String] { partWarnings + (kind == .merged ? [] : generatorWarnings) + requestWarnings }

  /// The requests that ended neither with a coupon nor with a refusal by the campaign's rules.
  var errorWarning: String? { Self.errorWarning(outcomes) }

  /// The number of those that ended so, of any outcomes.
  package static func errorWarning(_ outcomes: [String: UInt64]) -> String? {
    let errors = outcomes.filter { Outcome.isError($0.key) }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    guard !errors.isEmpty else { return nil }
    let (count, ended) = (errors.map(\.value).saturatingSum, outcomes.values.saturatingSum)
    let names = errors.prefix(4).map { "\($0.key) \(NumberText.grouped($0.value))" }
    return
      "\(NumberText.grouped(count)) of \(NumberText.grouped(ended)) requests (\(NumberText.percent(count, of: ended))) "
      + "ended in an error: \(names.joined(separator: ", "))\(errors.count > 4 ? ", and others" : "")"
  }

  /// The warnings of a generator that was not fast enough. They are about a single run: added up, a busy one and an
  /// idle one would seem to have had room.
  var generatorWarnings: [String] {
    var warnings: [String] = []
    // The bound is one late request in a hundred.
    if late > sent / 100 {
      warnings.append(
        "the generator, or the machine it shares, was the limit: \(NumberText.percent(late, of: sent)) of the requests left late"
      )
    }
    // Nine tenths of what its threads can get.
    if generator.coresUsed > 0.9 * Double(generator.threads) {
      warnings.append(
        "the generator was the limit: it used \(NumberText.decimal(generator.coresUsed)) of the "
          + "\(generator.threads == 1 ? "1 core" : "\(generator.threads) cores") that its threads can")
    }
    return warnings
  }

  /// The requests that the figures leave out.
  private var requestWarnings: [String] {
    var warnings: [String] = []
    if unsent > 0 {
      warnings.append("\(NumberText.percent(unsent, of: planned)) of the requests never left: \(Self.unsentCauses)")
    }
    let ended = outcomes.values.reduce(0, +)
    // Some were cut off, perhaps after a long wait: the worst of a stall may be missing.
    if latencies.count < ended {
      warnings.append(
        "\(NumberText.grouped(ended - latencies.count)) of \(NumberText.grouped(ended)) requests have no latency, "
          + "because their connection was lost before an answer: the percentiles are those of the others")
    }
    return warnings
  }

  /// The reasons why requests never left, for a person.
  static let unsentCauses =
    "no connection was there or had room for them (each takes "
    + "\(NumberText.grouped(LoadPlan.maximumCallsOfConnection)) that wait for their answers, and no more than "
    + "\(LoadPlan.maximumPendingBytes >> 20) MiB that the server doesn't read), or the run was stopped"
}

extension Sequence<UInt64> {
  /// The sum, or the largest number where it is beyond that.
  package var saturatingSum: UInt64 {
    reduce(0) { sum, number in
      let (sum, overflow) = sum.addingReportingOverflow(number)
      return overflow ? .max : sum
    }
  }
}
