import CCampaignProto
public import NIOCore

extension RequestEnvelope {
  /// The envelope that the data of a request frame is. The data is scanned as every message is and then read where
  /// it lies: the payload isn't copied, and the name of a known method doesn't become a String.
  public static func decode(
    _ data: ByteBuffer, methods: MethodTable, with codec: MessageCodec
  ) throws(MessageDecodingError) -> RequestEnvelope {
    try data.withUnsafeReadableBytes { bytes -> Result<RequestEnvelope, MessageDecodingError> in
      var places = RequestPlaces()
      do throws(MessageDecodingError) {
        var scanner = MessageScanner(limits: codec.limits)
        try scanner.scan(bytes, as: requestDescriptor.pointer, observer: &places)
        guard places.metadataEntries <= codec.limits.maximumMetadataEntries else {
          throw .tooManyFields(limit: codec.limits.maximumMetadataEntries)
        }
      } catch {
        return .failure(error)
      }
      let envelope = RequestEnvelope(
        method: methods.reference(
          service: UnsafeRawBufferPointer(rebasing: bytes[places.service]),
          method: UnsafeRawBufferPointer(rebasing: bytes[places.method])),
        payload: data.slice(of: places.payload), timeoutNanoseconds: places.timeoutNanoseconds)
      return places.metadataEntries == 0 ? .success(envelope) : envelope.withMetadata(from: bytes, codec: codec)
    }.get()
  }

  /// Few requests carry metadata; those that do are unpacked for it.
  private consuming func withMetadata(
    from bytes: UnsafeRawBufferPointer, codec: MessageCodec
  ) -> Result<RequestEnvelope, MessageDecodingError> {
    codec.unpack(bytes, as: requestDescriptor) { request in
      MetadataEntry.readAll(request.pointee.metadata, count: request.pointee.n_metadata, with: codec)
    }.map { [self] metadata in
      var envelope = self
      envelope.metadata = metadata
      return envelope
    }
  }
}

let requestDescriptor = MessageDescriptor(ttrpc__request__init)

/// The places of the fields of a `ttrpc.Request`.
private struct RequestPlaces: FieldObserver {
  var service = 0..<0
  var method = 0..<0
  var payload = 0..<0
  var timeoutNanoseconds: Int64 = 0
  var metadataEntries = 0

  @inline(__always)
  mutating func observe(_ number: UInt32, varint: UInt64) {
    if number == 4 {
      timeoutNanoseconds = Int64(bitPattern: varint)
    }
  }

  @inline(__always)
  mutating func observe(_ number: UInt32, place: Range<Int>) {
    switch number {
    case 1: service = place
    case 2: method = place
    case 3: payload = place
    case 5: metadataEntries += 1
    default: break
    }
  }
}

extension MethodTable {
  fileprivate func reference(service: UnsafeRawBufferPointer, method: UnsafeRawBufferPointer) -> MethodReference {
    if let index = index(service: service, method: method) {
      return .known(index: index)
    }
    return .unknown(
      MethodName(
        service: String(decoding: service, as: UTF8.self), method: String(decoding: method, as: UTF8.self)))
  }
}

extension ByteBuffer {
  /// The readable bytes at these offsets, without a copy.
  func slice(of place: Range<Int>) -> ByteBuffer {
    getSlice(at: readerIndex + place.lowerBound, length: place.count) ?? ByteBuffer()
  }
}
