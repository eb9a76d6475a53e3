import CCampaignProto

/// `google.rpc.ErrorInfo`.
struct ErrorInfo: Equatable, Sendable {
  static let fullName = "google.rpc.ErrorInfo"

  var reason: String
  var domain: String
  var metadata: [String: String]

  var detail: StatusDetail {
    .errorInfo(reason: reason, domain: domain, metadata: metadata)
  }
}

extension ErrorInfo: CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__error_info__init)

  init(reading message: UnsafePointer<Google__Rpc__ErrorInfo>, with codec: MessageCodec) {
    let entries = ErrorInfoEntry.readAll(message.pointee.metadata, count: message.pointee.n_metadata, with: codec)
    self.init(
      reason: String(field: message.pointee.reason), domain: String(field: message.pointee.domain),
      // The last entry of a key counts.
      metadata: Dictionary(entries.map { ($0.key, $0.value) }) { _, last in last })
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__ErrorInfo> {
    let message = arena.make(Self.descriptor)
    message.pointee.reason = arena.string(reason)
    message.pointee.domain = arena.string(domain)
    message.pointee.n_metadata = metadata.count
    // Sorted, so that equal details are equal bytes.
    message.pointee.metadata = arena.messages(
      metadata.sorted { $0.key < $1.key }.map { ErrorInfoEntry(key: $0.key, value: $0.value) })
    return message
  }
}

/// An entry of the map of a `google.rpc.ErrorInfo`.
private struct ErrorInfoEntry: Equatable, Sendable {
  static let fullName = "google.rpc.ErrorInfo.MetadataEntry"

  var key: String
  var value: String
}

extension ErrorInfoEntry: CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__error_info__metadata_entry__init)

  init(reading message: UnsafePointer<Google__Rpc__ErrorInfo__MetadataEntry>, with _: MessageCodec) {
    self.init(key: String(field: message.pointee.key), value: String(field: message.pointee.value))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__ErrorInfo__MetadataEntry> {
    let message = arena.make(Self.descriptor)
    message.pointee.key = arena.string(key)
    message.pointee.value = arena.string(value)
    return message
  }
}
