import CCampaignProto

extension ProtobufCFieldDescriptor {
  /// The field's name in its proto file.
  var protoName: String {
    name.map { String(cString: $0) } ?? "field \(id)"
  }

  /// True if it holds one message.
  var isSingularMessage: Bool {
    type == PROTOBUF_C_TYPE_MESSAGE && label != PROTOBUF_C_LABEL_REPEATED
  }

  /// The wire type of one value of the field.
  var elementWireType: WireType {
    switch type {
    case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: .lengthDelimited
    case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE: .fixed64
    case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT: .fixed32
    default: .varint
    }
  }

  /// True if the field may arrive with the wire type: its own, or as a packed list where it repeats.
  @inline(__always)
  func accepts(_ wireType: WireType) -> Bool {
    elementWireType == wireType || (label == PROTOBUF_C_LABEL_REPEATED && wireType == .lengthDelimited)
  }
}
