import Foundation

/// Makes the Swift messages of RPCCodec of `.proto` files: `generate-messages OUTPUT FILE…`. One file of Swift for
/// each; types of all of them may be used in each. Knows what our files use: scalars, messages, enums, repeated
/// messages, maps of strings, nested messages and enums, unary methods. Anything else in a file ends it with a line
/// that says so. scripts/proto.sh runs it.

struct ProtoError: Error {
  let text: String
}

// MARK: - The parts of a file

struct ProtoField {
  /// A map has the type of its entries, `Outer.FieldEntry`, as in the bytes.
  let type: String
  let name: String
  let number: Int
  let isRepeated: Bool
  var isMap = false
  let comment: [String]
}

struct ProtoMessage {
  /// With the name of the message that it is nested in, as `Outer.Inner`.
  let name: String
  let comment: [String]
  var fields: [ProtoField] = []
}

struct ProtoEnum {
  /// The name with that of the message that it is nested in, as `Outer.Inner`.
  let name: String
  let comment: [String]
  var cases: [(name: String, number: Int, comment: [String])] = []
}

struct ProtoMethod {
  let service: String
  let name: String
  let comment: [String]
  let request: String
  let response: String
}

struct ProtoFile {
  let path: String
  var package = ""
  var messages: [ProtoMessage] = []
  var enums: [ProtoEnum] = []
  var methods: [ProtoMethod] = []
}

// MARK: - Reading

/// A token, or a comment that stands in a line of its own.
enum Token: Equatable {
  case word(String)
  case comment(String)
}

func tokens(of text: String) -> [Token] {
  var tokens: [Token] = []
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    let trimmed = line.trimmingCharacters(in: .whitespaces)
    if trimmed.hasPrefix("//") {
      tokens.append(.comment(trimmed.dropFirst(2).trimmingCharacters(in: .whitespaces)))
      continue
    }
    let code = trimmed.components(separatedBy: "//")[0]
    var word = ""
    var isQuoted = false
    func end() {
      if !word.isEmpty { tokens.append(.word(word)) }
      word = ""
    }
    for character in code {
      if character == "\"" { isQuoted.toggle() }
      if isQuoted {
        word.append(character)
      } else if character.isWhitespace {
        end()
      } else if "{}=;()<>,".contains(character) {
        end()
        tokens.append(.word(String(character)))
      } else {
        word.append(character)
      }
    }
    end()
  }
  return tokens
}

struct ProtoParser {
  private var rest: ArraySlice<Token>
  private var file: ProtoFile
  private var comment: [String] = []

  init(path: String, text: String) {
    file = ProtoFile(path: path)
    rest = tokens(of: text)[...]
  }

  mutating func parse() throws -> ProtoFile {
    while let word = next() {
      switch word {
      case "syntax", "import", "option": try skipStatement()
      case "package":
        file.package = try expect()
        try expect(";")
      case "message": try message(in: nil)
      case "enum": try enumeration(in: nil)
      case "service": try service()
      default: throw fault("\(word) is nothing that this reads")
      }
      comment = []
    }
    return file
  }

  private func fault(_ text: String) -> ProtoError { ProtoError(text: "\(file.path): \(text)") }

  /// The next word; comments on the way to it are kept for it.
  private mutating func next() -> String? {
    while let token = rest.popFirst() {
      switch token {
      case .comment(let text): comment.append(text)
      case .word(let word): return word
      }
    }
    return nil
  }

  private mutating func expect() throws -> String {
    guard let word = next() else { throw fault("ends too early") }
    return word
  }

  private mutating func expect(_ wanted: String) throws {
    let word = try expect()
    guard word == wanted else { throw fault("\(wanted) is missing before \(word)") }
  }

  private mutating func skipStatement() throws {
    while try expect() != ";" {}
  }

  private mutating func service() throws {
    let service = try expect()
    try expect("{")
    while true {
      comment = []
      let word = try expect()
      if word == "}" { return }
      guard word == "rpc" else { throw fault("\(word) in a service is not known") }
      let (before, name) = (comment, try expect())
      try expect("(")
      let request = try expect()
      for word in [")", "returns", "("] { try expect(word) }
      let response = try expect()
      for word in [")", ";"] { try expect(word) }
      file.methods.append(
        ProtoMethod(service: service, name: name, comment: before, request: request, response: response))
    }
  }

  private mutating func message(in outer: String?) throws {
    let name = try expect()
    var message = ProtoMessage(name: outer.map { "\($0).\(name)" } ?? name, comment: comment)
    try expect("{")
    while true {
      comment = []
      var word = try expect()
      switch word {
      case "}":
        file.messages.append(message)
        return
      case "enum": try enumeration(in: message.name)
      case "message": try self.message(in: message.name)
      case "map":
        for word in ["<", "string", ",", "string", ">"] { try expect(word) }
        let (before, name, number) = (comment, try expect(), try fieldNumber())
        let entry = "\(message.name).\(name.jsonName.capitalizedFirst)Entry"
        let parts = ["key", "value"].enumerated().map {
          ProtoField(type: "string", name: $1, number: $0 + 1, isRepeated: false, comment: [])
        }
        file.messages.append(ProtoMessage(name: entry, comment: [], fields: parts))
        message.fields.append(
          ProtoField(type: entry, name: name, number: number, isRepeated: true, isMap: true, comment: before))
      case "oneof", "extensions", "group": throw fault("\(word) in a message is not known")
      case "reserved", "option": try skipStatement()
      default:
        let isRepeated = word == "repeated"
        let before = comment
        if isRepeated { word = try expect() }
        let (name, number) = (try expect(), try fieldNumber())
        message.fields.append(
          ProtoField(type: word, name: name, number: number, isRepeated: isRepeated, comment: before))
      }
    }
  }

  private mutating func fieldNumber() throws -> Int {
    try expect("=")
    let word = try expect()
    guard let number = Int(word) else { throw fault("\(word) is no number of a field") }
    try expect(";")
    return number
  }

  private mutating func enumeration(in outer: String?) throws {
    let name = try expect()
    var enumeration = ProtoEnum(name: outer.map { "\($0).\(name)" } ?? name, comment: comment)
    try expect("{")
    while true {
      comment = []
      let word = try expect()
      if word == "}" { break }
      let before = comment
      if word == "reserved" || word == "option" {
        try skipStatement()
        continue
      }
      try expect("=")
      guard let number = Int(try expect()) else { throw fault("\(word) has no number") }
      try expect(";")
      enumeration.cases.append((word, number, before))
    }
    file.enums.append(enumeration)
  }
}

// MARK: - Names

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }

  /// `campaign_id` → `campaignId`, as the protobuf JSON mapping has it.
  var jsonName: String {
    let parts = split(separator: "_")
    return (parts.first.map(String.init) ?? "") + parts.dropFirst().map { String($0).capitalizedFirst }.joined()
  }

  /// `campaign_id` → `campaignID`.
  var swiftName: String {
    let parts = split(separator: "_").map(String.init)
    let last = parts.dropFirst().map { ["id", "url"].contains($0) ? $0.uppercased() : $0.capitalizedFirst }
    return (parts.first ?? "") + last.joined()
  }

  /// `Outer.IssueCouponRequest` → `outer__issue_coupon_request`, as protoc-c has it.
  var cName: String {
    var name = ""
    for character in self {
      if character.isUppercase, !name.isEmpty, name.last != "_" { name.append("_") }
      name += character == "." ? "__" : character.lowercased()
    }
    return name
  }

  var lastName: String { split(separator: ".").last.map(String.init) ?? self }
}

// MARK: - Writing

struct SwiftWriter {
  let file: ProtoFile
  /// The enums of all files, by the name within their package.
  let enums: [String: ProtoEnum]
  /// The requests and responses of the file's methods.
  private let methodMessages: Set<String>
  private(set) var text = ""

  init(_ file: ProtoFile, enums: [String: ProtoEnum]) {
    self.file = file
    self.enums = enums
    methodMessages = Set(file.methods.flatMap { [$0.request, $0.response] })
  }

  /// The Swift type of a message or an enum: all but the requests and responses of methods end with Message, for the
  /// domain has types of the same names.
  private func swiftType(_ name: String) -> String {
    methodMessages.contains(name) ? name.lastName : name.lastName + "Message"
  }

  private var cPackage: String {
    file.package.split(separator: ".").map { String($0).capitalizedFirst }.joined(separator: "__")
  }
  private var cFunctions: String { file.package.split(separator: ".").joined(separator: "__") }

  private mutating func line(_ line: String = "") { text += line + "\n" }

  private mutating func document(_ comment: [String], or fallback: String, indent: String) {
    for part in comment.isEmpty ? [fallback] : comment { line("\(indent)/// \(part)") }
  }

  mutating func write() throws {
    line("// Made of proto/\(file.path) by scripts/proto.sh. Do not edit.")
    line("// swift-format-ignore-file")
    line("import CCampaignProto")
    for enumeration in file.enums { write(enumeration) }
    for message in file.messages { try write(message) }
    for method in file.methods { write(method) }
  }

  private mutating func write(_ method: ProtoMethod) {
    let request = swiftType(method.request)
    // `HealthCheckRequest` → `healthCheck`: the name of a method alone says little in some services.
    let name = String(request.dropLast(request.hasSuffix("Request") ? "Request".count : 0)).lowercasedFirst
    line()
    line("extension MethodName {")
    document(method.comment, or: "The method `\(method.name)` of `\(file.package).\(method.service)`.", indent: "  ")
    line(
      "  public static let \(name) = MethodName(service: \"\(file.package).\(method.service)\", method: \"\(method.name)\")"
    )
    line("}")
    line()
    line("extension \(request): MethodRequest {")
    line("  /// The response of the method.")
    line("  public typealias Response = \(swiftType(method.response))")
    line("  /// The method that takes the request.")
    line("  public static var method: MethodName { .\(name) }")
    line("}")
  }

  private mutating func write(_ enumeration: ProtoEnum) {
    let type = swiftType(enumeration.name)
    let cType = "\(cPackage)__\(enumeration.name.replacingOccurrences(of: ".", with: "__"))"
    let prefix = enumeration.name.lastName.cName.uppercased() + "_"
    func swiftCase(_ name: String) -> String {
      (name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name).lowercased().swiftName
    }
    line()
    line("/// `\(file.package).\(enumeration.name)`. It is open: a number that this version doesn't know survives.")
    for part in enumeration.comment { line("/// \(part)") }
    line("public struct \(type): RawRepresentable, Hashable, Sendable {")
    for (name, number, comment) in enumeration.cases {
      document(comment, or: "`\(name)`.", indent: "  ")
      line("  public static let \(swiftCase(name)) = \(type)(rawValue: \(number))")
    }
    line()
    line("  /// The number in a message.")
    line("  public var rawValue: Int32")
    line()
    line("  /// The value of a number, known or not.")
    line("  public init(rawValue: Int32) { self.rawValue = rawValue }")
    line()
    line("  /// The name in the proto file; `nil` for a number that it doesn't have.")
    line("  public var name: String? {")
    line("    switch self {")
    for (name, _, _) in enumeration.cases { line("    case .\(swiftCase(name)): \"\(name)\"") }
    line("    default: nil")
    line("    }")
    line("  }")
    line("}")
    line()
    line("extension \(type) {")
    line("  init(reading value: \(cType)) { self.init(rawValue: Int32(truncatingIfNeeded: value.rawValue)) }")
    line()
    line("  var cValue: \(cType) { \(cType)(rawValue: .init(truncatingIfNeeded: rawValue)) }")
    line("}")
  }

  /// The forms of a field's type: in Swift, read from C, and built for C.
  private struct FieldCode {
    let type: String
    let initial: String
    /// The expression with `@` for the name in C.
    let read: String
    /// The expression with `#` for the property.
    let build: String
    var json = "writer.field(\"%\", #)"
    var usesCodec = false
  }

  private func code(of field: ProtoField, in message: ProtoMessage) throws -> FieldCode {
    if field.isMap {
      let entry = messageType(field.type)
      return FieldCode(
        type: "[String: String]", initial: "[:]",
        // The last entry of a key counts. Written in order, so that equal messages are equal bytes.
        read: "Dictionary(\(entry).readAll(message.pointee.@, count: message.pointee.n_@, with: codec)"
          + ".map { ($0.key, $0.value) }) { $1 }",
        build: "arena.messages(#.sorted { $0.key < $1.key }.map { \(entry)(key: $0.key, value: $0.value) })",
        usesCodec: true)
    }
    if field.isRepeated {
      guard scalar(field.type) == nil, enumeration(field.type, in: message) == nil else {
        throw ProtoError(text: "\(file.path): \(message.name).\(field.name): only messages may be repeated")
      }
      let type = messageType(field.type)
      return FieldCode(
        type: "[\(type)]", initial: "[]",
        read: "\(type).readAll(message.pointee.@, count: message.pointee.n_@, with: codec)",
        build: "arena.messages(#)", usesCodec: true)
    }
    if let scalar = scalar(field.type) { return scalar }
    if let enumeration = enumeration(field.type, in: message) {
      let type = swiftType(enumeration.name)
      let first = enumeration.cases.first { $0.number == 0 }?.name ?? ""
      let prefix = enumeration.name.lastName.cName.uppercased() + "_"
      let initial = (first.hasPrefix(prefix) ? String(first.dropFirst(prefix.count)) : first).lowercased().swiftName
      return FieldCode(
        type: type, initial: ".\(initial)", read: "\(type)(reading: message.pointee.@)", build: "#.cValue",
        json: "writer.field(\"%\", enumName: #.name, number: #.rawValue)")
    }
    let type = messageType(field.type)
    return FieldCode(
      type: "\(type)?", initial: "nil", read: "\(type)(reading: message.pointee.@, with: codec)",
      build: "arena.message(#)", usesCodec: true)
  }

  private func scalar(_ type: String) -> FieldCode? {
    switch type {
    case "string":
      FieldCode(type: "String", initial: "\"\"", read: "String(field: message.pointee.@)", build: "arena.string(#)")
    case "int64": FieldCode(type: "Int64", initial: "0", read: "message.pointee.@", build: "#")
    case "int32": FieldCode(type: "Int32", initial: "0", read: "message.pointee.@", build: "#")
    case "bool": FieldCode(type: "Bool", initial: "false", read: "message.pointee.@ != 0", build: "# ? 1 : 0")
    default: nil
    }
  }

  private func enumeration(_ type: String, in message: ProtoMessage) -> ProtoEnum? {
    enums["\(message.name).\(type)"] ?? enums[type]
  }

  private func messageType(_ type: String) -> String {
    switch type {
    case "google.protobuf.Timestamp": "ProtobufTimestamp"
    case "google.protobuf.Duration": "ProtobufDuration"
    // The domain has no such types. Entries of maps have names that are alike.
    case _ where file.package == "google.rpc":
      type.hasSuffix("Entry") ? type.replacingOccurrences(of: ".", with: "") : type.lastName
    default: swiftType(type)
    }
  }

  private mutating func write(_ message: ProtoMessage) throws {
    let type = messageType(message.name)
    let cType = "\(cPackage)__\(message.name.replacingOccurrences(of: ".", with: "__"))"
    let fields = try message.fields.map { ($0, try code(of: $0, in: message)) }
    line()
    line("/// `\(file.package).\(message.name)`.")
    for part in message.comment { line("/// \(part)") }
    line("public struct \(type): Equatable, Sendable {")
    line("  /// The name in its proto file.")
    line("  public static let fullName = \"\(file.package).\(message.name)\"")
    line()
    for (field, code) in fields {
      document(field.comment, or: "Field \(field.number), `\(field.name)`.", indent: "  ")
      line("  public var \(field.name.swiftName): \(code.type)")
    }
    if !fields.isEmpty { line() }
    line("  /// A message of these fields.")
    line(
      "  public init(\(fields.map { "\($0.name.swiftName): \($1.type) = \($1.initial)" }.joined(separator: ", "))) {")
    for (field, _) in fields { line("    self.\(field.name.swiftName) = \(field.name.swiftName)") }
    line("  }")
    line("}")
    line()
    line("extension \(type): WireMessage, CStructConvertible {")
    line("  static let descriptor = MessageDescriptor(\(cFunctions)__\(message.name.cName)__init)")
    line()
    let codecName = fields.contains { $0.1.usesCodec } ? "codec" : "_"
    line("  init(reading message: UnsafePointer<\(cType)>, with \(codecName): MessageCodec) {")
    let reads = fields.map { "\($0.name.swiftName): \($1.read.replacingOccurrences(of: "@", with: $0.name))" }
    line("    self.init(\(reads.joined(separator: ", ")))")
    line("  }")
    line()
    line("  func build(in arena: MessageArena) -> UnsafeMutablePointer<\(cType)> {")
    line("    let structure = arena.make(Self.descriptor)")
    for (field, code) in fields {
      if field.isRepeated { line("    structure.pointee.n_\(field.name) = \(field.name.swiftName).count") }
      line(
        "    structure.pointee.\(field.name) = \(code.build.replacingOccurrences(of: "#", with: field.name.swiftName))")
    }
    line("    return structure")
    line("  }")
    line("}")
    line()
    line("extension \(type): JSONRepresentable, JSONObject {")
    line("  func writeFields(to writer: inout JSONWriter) {")
    for (field, code) in fields {
      let call = code.json.replacingOccurrences(of: "%", with: field.name.jsonName)
      line("    \(call.replacingOccurrences(of: "#", with: field.name.swiftName))")
    }
    line("  }")
    line("}")
  }
}

// MARK: - The program

/// `campaign/v1/campaign_service.proto` → `CampaignServiceMessages.swift`.
func outputName(of path: String) -> String {
  let name = URL(filePath: path).deletingPathExtension().lastPathComponent
  return name.split(separator: "_").map { String($0).capitalizedFirst }.joined() + "Messages.swift"
}

do {
  guard CommandLine.arguments.count > 2 else { throw ProtoError(text: "usage: generate-messages OUTPUT FILE…") }
  let output = URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory)
  let files = try CommandLine.arguments.dropFirst(2).map { path in
    var parser = ProtoParser(path: path, text: try String(contentsOfFile: path, encoding: .utf8))
    return try parser.parse()
  }
  let enums = Dictionary(files.flatMap(\.enums).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
  for file in files {
    var writer = SwiftWriter(file, enums: enums)
    try writer.write()
    try writer.text.write(
      to: output.appending(path: outputName(of: file.path)), atomically: true, encoding: .utf8)
  }
} catch {
  let text = (error as? ProtoError)?.text ?? "\(error)"
  try? FileHandle.standardError.write(contentsOf: Data("generate-messages: \(text)\n".utf8))
  exit(1)
}
