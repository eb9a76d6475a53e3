import CCampaignProto

/// Protobuf-c's description of one message type, and a structure of it with the default values.
struct MessageDescriptor<CStruct>: @unchecked Sendable {
  // The check is off: what the pointers point to never changes.
  let pointer: UnsafePointer<ProtobufCMessageDescriptor>?
  /// Lives as long as the program: there is one for each message type.
  let defaults: UnsafePointer<CStruct>

  /// The descriptor is read from an initialised structure: Swift would copy the C constant, and protobuf-c knows
  /// descriptors by their address.
  init(_ initialize: (UnsafeMutablePointer<CStruct>?) -> Void) {
    let structure = UnsafeMutablePointer<CStruct>.allocate(capacity: 1)
    initialize(structure)
    // Each message structure begins with a ProtobufCMessage.
    pointer = UnsafeRawPointer(structure).load(as: ProtobufCMessage.self).descriptor
    defaults = UnsafePointer(structure)
  }
}
