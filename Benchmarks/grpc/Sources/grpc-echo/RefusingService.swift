import GRPCCore

/// `campaign.v1.CampaignService/IssueCoupon`, which refuses everybody. Requests stay bytes: what decoding costs is saved.
struct RefusingService: RegistrableRPCService {
  let refusal: RecordedRefusal

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let method = MethodDescriptor(fullyQualifiedService: "campaign.v1.CampaignService", method: "IssueCoupon")
    let error = RPCError(
      code: .failedPrecondition, message: "All coupons of the campaign are issued: stop asking.",
      metadata: ["grpc-status-details-bin": .binary(refusal.status)])
    router.registerHandler(forMethod: method, deserializer: RawBytes(), serializer: RawBytes()) { request, _ in
      for try await _ in request.messages {}
      return StreamingServerResponse(of: [UInt8].self, error: error)
    }
  }
}

/// Messages as they are.
struct RawBytes: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) -> Bytes {
    Bytes(message)
  }

  func deserialize<Bytes: GRPCContiguousBytes>(_ serializedMessageBytes: Bytes) -> [UInt8] {
    serializedMessageBytes.withUnsafeBytes { Array($0) }
  }
}
