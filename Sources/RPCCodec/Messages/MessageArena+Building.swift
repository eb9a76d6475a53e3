import CCampaignProto

/// Functions that build the C structures of a message in the arena.
extension MessageArena {
  /// A structure with its default values.
  func make<CStruct>(_ descriptor: MessageDescriptor<CStruct>) -> UnsafeMutablePointer<CStruct> {
    let structure = allocate(MemoryLayout<CStruct>.size).bindMemory(to: CStruct.self, capacity: 1)
    structure.initialize(from: descriptor.defaults, count: 1)
    return structure
  }

  /// A C string, or `nil` for the empty one, which isn't sent.
  func string(_ string: String) -> UnsafeMutablePointer<CChar>? {
    var string = string
    return string.withUTF8 { utf8 in
      guard !utf8.isEmpty else {
        return nil
      }
      guard let source = utf8.baseAddress, !UTF8Text.containsNUL(UnsafeRawBufferPointer(utf8)) else {
        return cString(utf8.flatMap { $0 == 0 ? Self.refusedNUL : [$0] })
      }
      let copy = allocate(utf8.count + 1).bindMemory(to: UInt8.self, capacity: utf8.count + 1)
      copy.initialize(from: source, count: utf8.count)
      copy[utf8.count] = 0
      return UnsafeMutableRawPointer(copy).assumingMemoryBound(to: CChar.self)
    }
  }

  /// U+0000 would end a C string early and silently change what it says. It is written in a form that every decoder
  /// refuses as broken UTF-8.
  private static let refusedNUL: [UInt8] = [0xC0, 0x80]

  private func cString(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar> {
    let copy = allocate(bytes.count + 1).bindMemory(to: CChar.self, capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() {
      (copy + index).initialize(to: CChar(bitPattern: byte))
    }
    copy[bytes.count] = 0
    return copy
  }

  /// The structure of a message field, or `nil` where it is absent.
  func message<Message: CStructConvertible>(_ message: Message?) -> UnsafeMutablePointer<Message.CStruct>? {
    message?.build(in: self)
  }

  /// The structures of a repeated message field.
  func messages<Message: CStructConvertible>(
    _ messages: [Message]
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<Message.CStruct>?>? {
    guard !messages.isEmpty else {
      return nil
    }
    let pointers = allocate(messages.count * MemoryLayout<UnsafeMutablePointer<Message.CStruct>?>.stride)
      .bindMemory(to: UnsafeMutablePointer<Message.CStruct>?.self, capacity: messages.count)
    for (index, message) in messages.enumerated() {
      (pointers + index).initialize(to: message.build(in: self))
    }
    return pointers
  }
}
