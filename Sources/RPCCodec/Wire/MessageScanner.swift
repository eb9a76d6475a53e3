import CCampaignProto

/// Walks over a message's bytes before protobuf-c unpacks them, and finds what protobuf-c would take or pay dearly
/// for: floods of fields, broken UTF-8, U+0000 in strings, wrong wire types, messages in parts.
///
/// It costs no memory and recurses only into message types that the descriptor names; a test proves that none names
/// itself, so the depth is that of proto/.
struct MessageScanner {
  private let maximumFields: Int
  private var remainingFields: Int

  init(limits: MessageLimits) {
    maximumFields = limits.maximumFields
    remainingFields = limits.maximumFields
  }

  mutating func scan(
    _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>?
  ) throws(MessageDecodingError) {
    var nobody = IgnoredFields()
    try scan(bytes, as: descriptor, observer: &nobody)
  }

  /// Scans, and tells `observer` of each field of the outermost message.
  mutating func scan<Observer: FieldObserver>(
    _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>?,
    observer: inout Observer
  ) throws(MessageDecodingError) {
    var reader = WireReader(bytes)
    var messageFields = FieldNumberSet()
    while !reader.isAtEnd {
      let (number, type) = try reader.readTag()
      try spend(fields: 1)
      let field = protobuf_c_message_descriptor_get_field(descriptor, number)
      if let field, !field.pointee.accepts(type) {
        throw .malformed("\(field.pointee.protoName) has the wrong wire type")
      }
      switch type {
      case .varint:
        observer.observe(number, varint: try reader.readVarint())
      case .fixed64:
        try reader.skip(8)
      case .fixed32:
        try reader.skip(4)
      case .lengthDelimited:
        let place = try reader.readLengthDelimited()
        observer.observe(number, place: place)
        if let field {
          if field.pointee.isSingularMessage, !messageFields.insert(number) {
            // Its parts would have to be merged, and protobuf-c loses the numbers of all but the last.
            throw .malformed("\(field.pointee.protoName) comes more than once")
          }
          try scanContents(UnsafeRawBufferPointer(rebasing: bytes[place]), of: field)
        }
      }
    }
  }

  private mutating func scanContents(
    _ bytes: UnsafeRawBufferPointer, of field: UnsafePointer<ProtobufCFieldDescriptor>
  ) throws(MessageDecodingError) {
    switch field.pointee.type {
    case PROTOBUF_C_TYPE_STRING:
      switch UTF8Text.check(bytes) {
      case .sound: break
      case .broken: throw .invalidUTF8(field: field.pointee.protoName)
      case .containsNUL: throw .containsNUL(field: field.pointee.protoName)
      }
    case PROTOBUF_C_TYPE_BYTES:
      break
    case PROTOBUF_C_TYPE_MESSAGE:
      try scan(bytes, as: field.pointee.descriptor?.assumingMemoryBound(to: ProtobufCMessageDescriptor.self))
    default:
      try scanPacked(bytes, of: field)
    }
  }

  /// A packed repeated field counts once for each element.
  private mutating func scanPacked(
    _ bytes: UnsafeRawBufferPointer, of field: UnsafePointer<ProtobufCFieldDescriptor>
  ) throws(MessageDecodingError) {
    let size: Int
    switch field.pointee.elementWireType {
    case .fixed64: size = 8
    case .fixed32: size = 4
    default:
      var reader = WireReader(bytes)
      while !reader.isAtEnd {
        try spend(fields: 1)
        _ = try reader.readVarint()
      }
      return
    }
    guard bytes.count.isMultiple(of: size) else {
      throw .malformed("\(field.pointee.protoName) ends within an element")
    }
    try spend(fields: bytes.count / size)
  }

  @inline(__always)
  private mutating func spend(fields: Int) throws(MessageDecodingError) {
    guard remainingFields >= fields else {
      throw .tooManyFields(limit: maximumFields)
    }
    remainingFields -= fields
  }
}

/// The numbers of some fields of one message. Those beyond 63, which no message of proto/ has, are not remembered.
private struct FieldNumberSet {
  private var bits: UInt64 = 0

  /// False where the number was there already.
  @inline(__always)
  mutating func insert(_ number: UInt32) -> Bool {
    let bit: UInt64 = number < 64 ? 1 << UInt64(number) : 0
    defer { bits |= bit }
    return bits & bit == 0
  }
}
