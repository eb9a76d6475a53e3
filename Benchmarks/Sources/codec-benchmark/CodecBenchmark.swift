import ArgumentParser
import Foundation

/// Measures the cost of the codec and of the decision by themselves: nanoseconds and allocations an operation, on one
/// thread.
@main
struct CodecBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codec-benchmark",
    abstract: "Times decoding, encoding and deciding without sockets and database, and counts their allocations.")

  @Option(help: "How often each operation is measured; the median is printed.") var runs = 7
  @Option(help: "How long one measurement takes, in milliseconds.") var milliseconds = 100
  @Flag(help: "Prints one JSON object a line.") var json = false

  func validate() throws {
    guard (1...1_000).contains(runs), (1...10_000).contains(milliseconds) else {
      throw ValidationError("Take 1 to 1000 runs of 1 to 10000 milliseconds.")
    }
  }

  func run() throws {
    let operations = try WireOperations.all() + DecisionOperations.all()
    for operation in operations {
      let cost = operation.measure(runs: runs, for: .milliseconds(milliseconds))
      print(json ? cost.json(of: operation.name) : cost.text(of: operation.name))
    }
  }
}
