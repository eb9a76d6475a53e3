import ArgumentParser
import CampaignApplication
import CampaignDomain
import ProgramConventions

/// The flags of the queue's batches.
struct QueueOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The time from the end of a queue's batch to its next; 0: no pause. (default: 1s)", valueName: "duration"),
    transform: Duration.waitFlag)
  var queueInterval = Duration.seconds(1)

  @Option(
    help: "The most entries of a batch, 1 to 10000. (default: 100)",
    transform: { try number($0, in: QueueBatchRules.sizes) })
  var queueBatch: Int64 = 100

  @Option(
    help: "The tries after which an entry that errs is given up, 1 to 100. (default: 5)",
    transform: { try number($0, in: QueueBatchRules.attemptCounts) })
  var queueMaxAttempts: Int32 = 5

  @Option(
    help: ArgumentHelp(
      """
      The time for which a queue's entries are kept after their campaign was closed, and compensations after they \
      ended. (default: 30d)
      """,
      valueName: "duration"),
    transform: Duration.timeLimitFlag)
  var retention = Duration.seconds(30 * 86_400)

  var rules: QueueBatchRules {
    QueueBatchRules(interval: queueInterval, size: queueBatch, maximumAttempts: queueMaxAttempts)
  }

  private static func number<Number: FixedWidthInteger>(
    _ text: String, in range: ClosedRange<Number>
  ) throws(FlagFault) -> Number {
    let number = try Number.flag(text)
    guard range.contains(number) else {
      throw FlagFault("expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
