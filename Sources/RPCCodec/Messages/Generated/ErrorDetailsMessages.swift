// Made of proto/google/rpc/error_details.proto by scripts/proto.sh. Do not edit.
// swift-format-ignore-file
import CCampaignProto

/// `google.rpc.ErrorInfo.MetadataEntry`.
public struct ErrorInfoMetadataEntry: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.ErrorInfo.MetadataEntry"

  /// Field 1, `key`.
  public var key: String
  /// Field 2, `value`.
  public var value: String

  /// A message of these fields.
  public init(key: String = "", value: String = "") {
    self.key = key
    self.value = value
  }
}

extension ErrorInfoMetadataEntry: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__error_info__metadata_entry__init)

  init(reading message: UnsafePointer<Google__Rpc__ErrorInfo__MetadataEntry>, with _: MessageCodec) {
    self.init(key: String(field: message.pointee.key), value: String(field: message.pointee.value))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__ErrorInfo__MetadataEntry> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.key = arena.string(key)
    structure.pointee.value = arena.string(value)
    return structure
  }
}

extension ErrorInfoMetadataEntry: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("key", key)
    writer.field("value", value)
  }
}

/// `google.rpc.ErrorInfo`.
/// The reason of a failure, for programs.
public struct ErrorInfo: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.ErrorInfo"

  /// `SOLD_OUT`.
  public var reason: String
  /// The service whose reason it is, so that two may use the same word.
  public var domain: String
  /// Facts behind the reason, by their names.
  public var metadata: [String: String]

  /// A message of these fields.
  public init(reason: String = "", domain: String = "", metadata: [String: String] = [:]) {
    self.reason = reason
    self.domain = domain
    self.metadata = metadata
  }
}

extension ErrorInfo: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__error_info__init)

  init(reading message: UnsafePointer<Google__Rpc__ErrorInfo>, with codec: MessageCodec) {
    self.init(reason: String(field: message.pointee.reason), domain: String(field: message.pointee.domain), metadata: Dictionary(ErrorInfoMetadataEntry.readAll(message.pointee.metadata, count: message.pointee.n_metadata, with: codec).map { ($0.key, $0.value) }) { $1 })
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__ErrorInfo> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.reason = arena.string(reason)
    structure.pointee.domain = arena.string(domain)
    structure.pointee.n_metadata = metadata.count
    structure.pointee.metadata = arena.messages(metadata.sorted { $0.key < $1.key }.map { ErrorInfoMetadataEntry(key: $0.key, value: $0.value) })
    return structure
  }
}

extension ErrorInfo: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("reason", reason)
    writer.field("domain", domain)
    writer.field("metadata", metadata)
  }
}

/// `google.rpc.RetryInfo`.
public struct RetryInfo: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.RetryInfo"

  /// The time to wait before asking again; absent: none.
  public var retryDelay: ProtobufDuration?

  /// A message of these fields.
  public init(retryDelay: ProtobufDuration? = nil) {
    self.retryDelay = retryDelay
  }
}

extension RetryInfo: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__retry_info__init)

  init(reading message: UnsafePointer<Google__Rpc__RetryInfo>, with codec: MessageCodec) {
    self.init(retryDelay: ProtobufDuration(reading: message.pointee.retry_delay, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__RetryInfo> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.retry_delay = arena.message(retryDelay)
    return structure
  }
}

extension RetryInfo: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("retryDelay", retryDelay)
  }
}

/// `google.rpc.BadRequest.FieldViolation`.
/// A fault of a field of a request.
public struct FieldViolation: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.BadRequest.FieldViolation"

  /// The field's name in its proto file: `user_id`.
  public var field: String
  /// The text of what is wrong with it.
  public var description: String

  /// A message of these fields.
  public init(field: String = "", description: String = "") {
    self.field = field
    self.description = description
  }
}

extension FieldViolation: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__bad_request__field_violation__init)

  init(reading message: UnsafePointer<Google__Rpc__BadRequest__FieldViolation>, with _: MessageCodec) {
    self.init(field: String(field: message.pointee.field), description: String(field: message.pointee.description))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__BadRequest__FieldViolation> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.field = arena.string(field)
    structure.pointee.description = arena.string(description)
    return structure
  }
}

extension FieldViolation: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("field", field)
    writer.field("description", description)
  }
}

/// `google.rpc.BadRequest`.
public struct BadRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.BadRequest"

  /// The faults of the request's fields.
  public var fieldViolations: [FieldViolation]

  /// A message of these fields.
  public init(fieldViolations: [FieldViolation] = []) {
    self.fieldViolations = fieldViolations
  }
}

extension BadRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__bad_request__init)

  init(reading message: UnsafePointer<Google__Rpc__BadRequest>, with codec: MessageCodec) {
    self.init(fieldViolations: FieldViolation.readAll(message.pointee.field_violations, count: message.pointee.n_field_violations, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__BadRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.n_field_violations = fieldViolations.count
    structure.pointee.field_violations = arena.messages(fieldViolations)
    return structure
  }
}

extension BadRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("fieldViolations", fieldViolations)
  }
}

/// `google.rpc.LocalizedMessage`.
/// A text for people of one language.
public struct LocalizedMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.LocalizedMessage"

  /// The tag of RFC 5646.
  public var locale: String
  /// The text.
  public var message: String

  /// A message of these fields.
  public init(locale: String = "", message: String = "") {
    self.locale = locale
    self.message = message
  }
}

extension LocalizedMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__localized_message__init)

  init(reading message: UnsafePointer<Google__Rpc__LocalizedMessage>, with _: MessageCodec) {
    self.init(locale: String(field: message.pointee.locale), message: String(field: message.pointee.message))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__LocalizedMessage> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.locale = arena.string(locale)
    structure.pointee.message = arena.string(message)
    return structure
  }
}

extension LocalizedMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("locale", locale)
    writer.field("message", message)
  }
}
