import Foundation
import Testing

/// Examples in documents and comments are programs that compile.
@Suite(.timeLimit(.minutes(5))) struct ExampleTests {
  /// Every Swift example of the documents and of the sources' documentation comments.
  static let examples: [CodeBlock] =
    ((try? Repository.files()) ?? []).filter {
      $0.hasSuffix(".md") || $0.hasPrefix("Sources/") && $0.hasSuffix(".swift")
    }
    .flatMap { path in CodeBlock.blocks(of: path, (try? Repository.text(path)) ?? "") }

  @Test(arguments: examples.filter { $0.language == "swift" })
  func everySwiftExampleCompiles(example: CodeBlock) async throws {
    let faults = try await SwiftCompiler().faults(in: example.text)
    #expect(faults.isEmpty, "\(example.place): \(faults)")
  }

  @Test func theExamplesAreFound() {
    let places = Self.examples.filter { $0.language == "swift" }.map(\.place)
    for file in ["README.md:", "Sources/RPCClient/CampaignClient.swift:", "Sources/RPCClient/RPCConnection.swift:"] {
      #expect(places.contains { $0.hasPrefix(file) }, "\(file) has an example")
    }
  }

  /// This crashes the compiler of Swift 6.3 behind its type checker: an example must be compiled to the end.
  @Test func anExampleThatCantBeCompiledIsFound() async throws {
    let faulty = """
      import RPCClient
      import RPCCodec

      do {
        try await CampaignClient.connect(to: .standard).close()
      } catch .status(let status) where status.reason == "SOLD_OUT" {
        print("too late")
      }

      """
    #expect(try await !SwiftCompiler().faults(in: faulty).isEmpty)
    #expect(try await !SwiftCompiler().faults(in: "let number: Int = \"one\"\n").isEmpty)
  }

  /// Go is not installed where the tests run; examples/go/build.sh compiles the whole.
  @Test func theLinesOfGoInADocumentAreThoseOfTheExample() throws {
    let lines = Set(
      try Repository.text("examples/go/main.go").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    for block in Self.examples.filter({ $0.language == "go" }) {
      for line in block.text.split(separator: "\n") {
        #expect(lines.contains(line.trimmingCharacters(in: .whitespaces)), "\(block.place): \(line)")
      }
    }
  }
}
