import ArgumentParser
import Foundation

struct ValueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "value",
    abstract: "Prints a number of a JSON document.",
    discussion: """
      A NAME with points is the way to it, with places in arrays from 0 on: caller_groups.1.p99_us. A bare one is the first of
      that name, in the order of the text.
      """)

  @Argument(help: "The document's file; - is standard input.") var file: String
  @Argument var name: String

  func run() throws {
    let data =
      file == "-"
      ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(filePath: file))
    guard
      let number = name.contains(".") ? try Self.number(at: name, in: data) : Self.firstNumber(named: name, in: data)
    else { throw BenchFiguresError("\(file) has no number \(name)") }
    print(number.plainText)
  }

  private static func firstNumber(named name: String, in data: Data) -> Double? {
    let text = String(decoding: data, as: UTF8.self)
    var rest = text[...]
    while let key = rest.firstRange(of: "\"\(name)\"") {
      rest = rest[key.upperBound...].drop(while: \.isWhitespace)
      guard rest.first == ":" else { continue }
      let digits = rest.dropFirst().drop(while: \.isWhitespace).prefix { "+-.eE0123456789".contains($0) }
      if let number = Double(digits) { return number }
    }
    return nil
  }

  private static func number(at path: String, in data: Data) throws -> Double? {
    var value: Any? = try JSONSerialization.jsonObject(with: data)
    for part in path.split(separator: ".") {
      if let place = Int(part), let array = value as? [Any] {
        value = array.indices.contains(place) ? array[place] : nil
      } else {
        value = (value as? [String: Any])?[String(part)]
      }
    }
    return (value as? NSNumber)?.doubleValue
  }
}
