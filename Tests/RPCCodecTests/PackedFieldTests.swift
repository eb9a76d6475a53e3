import CCampaignProto
import Testing

@testable import RPCCodec

/// No message of proto/ has a packed field yet; the scan knows them, for the one that will.
@Suite struct PackedFieldTests {
  /// Scans bytes as a message whose only field, 1, repeats and has this type.
  private func error(
    scanning bytes: WireBytes, type: ProtobufCType, maximumFields: Int = 10
  ) -> MessageDecodingError? {
    var field = ProtobufCFieldDescriptor()
    field.id = 1
    field.label = PROTOBUF_C_LABEL_REPEATED
    field.type = type
    // The last range only ends the one before it.
    let ranges = [ProtobufCIntRange(start_value: 1, orig_index: 0), ProtobufCIntRange(start_value: 0, orig_index: 1)]
    return withUnsafePointer(to: field) { fields in
      ranges.withUnsafeBufferPointer { ranges in
        var descriptor = ProtobufCMessageDescriptor()
        descriptor.n_fields = 1
        descriptor.fields = fields
        descriptor.n_field_ranges = 1
        descriptor.field_ranges = ranges.baseAddress
        let limits = MessageLimits(maximumFields: maximumFields, maximumMetadataEntries: 0, maximumArenaBytes: 0)
        var scanner = MessageScanner(limits: limits)
        return bytes.bytes.withUnsafeBytes { bytes in
          do throws(MessageDecodingError) {
            try scanner.scan(bytes, as: &descriptor)
            return nil
          } catch {
            return error
          }
        }
      }
    }
  }

  @Test func eachElementCountsAsAField() {
    let nine = WireBytes.field(1, WireBytes.varint(1).repeated(9))
    #expect(error(scanning: nine, type: PROTOBUF_C_TYPE_INT64) == nil)
    let ten = WireBytes.field(1, WireBytes.varint(1).repeated(10))
    #expect(error(scanning: ten, type: PROTOBUF_C_TYPE_INT64) == .tooManyFields(limit: 10))
    let fixed = WireBytes.field(1, Array(repeating: 0, count: 80))
    #expect(error(scanning: fixed, type: PROTOBUF_C_TYPE_DOUBLE) == .tooManyFields(limit: 10))
    #expect(error(scanning: fixed, type: PROTOBUF_C_TYPE_FIXED32, maximumFields: 21) == nil)
  }

  @Test func aListThatEndsWithinAnElementIsMalformed() {
    #expect(isMalformed(error(scanning: .field(1, [0x80]), type: PROTOBUF_C_TYPE_ENUM)))
    #expect(isMalformed(error(scanning: .field(1, [1, 2, 3]), type: PROTOBUF_C_TYPE_SFIXED32)))
    #expect(isMalformed(error(scanning: .field(1, [1, 2, 3, 4]), type: PROTOBUF_C_TYPE_FIXED64)))
  }

  @Test func elementsMayComeOneByOne() {
    #expect(error(scanning: .field(1, 7), type: PROTOBUF_C_TYPE_BOOL) == nil)
    #expect(isMalformed(error(scanning: .field(1, 7), type: PROTOBUF_C_TYPE_FLOAT)))
  }
}
