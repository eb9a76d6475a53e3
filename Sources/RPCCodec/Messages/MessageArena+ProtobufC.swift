import CCampaignProto

extension MessageArena {
  /// The arena as protobuf-c asks for memory. It must not outlive the arena.
  var allocator: ProtobufCAllocator {
    ProtobufCAllocator(
      alloc: { arena, count in
        guard let arena else {
          return nil
        }
        return Unmanaged<MessageArena>.fromOpaque(arena)._withUnsafeGuaranteedRef { $0.allocateWithinLimit(count) }
      },
      // Everything is given back at once, by the reset.
      free: { _, _ in },
      allocator_data: Unmanaged.passUnretained(self).toOpaque())
  }
}
