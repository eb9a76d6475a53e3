import CCampaignProto
import Foundation
import Testing

@testable import RPCCodec

/// The scan and protobuf-c recurse along the descriptors, without a limit of their own.
@Suite struct MessageDescriptorTests {
  private let roots: [UnsafePointer<ProtobufCMessageDescriptor>?] = [
    CampaignMessage.descriptor.pointer, CouponMessage.descriptor.pointer,
    CreateCampaignRequest.descriptor.pointer, CreateCampaignResponse.descriptor.pointer,
    GetCampaignRequest.descriptor.pointer, GetCampaignResponse.descriptor.pointer,
    ListCampaignsRequest.descriptor.pointer, ListCampaignsResponse.descriptor.pointer,
    IssueCouponRequest.descriptor.pointer, IssueCouponResponse.descriptor.pointer,
    PauseCampaignRequest.descriptor.pointer, PauseCampaignResponse.descriptor.pointer,
    ResumeCampaignRequest.descriptor.pointer, ResumeCampaignResponse.descriptor.pointer,
    CloseCampaignRequest.descriptor.pointer, CloseCampaignResponse.descriptor.pointer,
    HealthCheckRequest.descriptor.pointer, HealthCheckResponse.descriptor.pointer, RPCStatus.descriptor.pointer,
    StatusDetail.descriptor.pointer, ErrorInfo.descriptor.pointer, LocalizedMessage.descriptor.pointer,
    JoinQueueRequest.descriptor.pointer, JoinQueueResponse.descriptor.pointer,
    GetQueueStatusRequest.descriptor.pointer, GetQueueStatusResponse.descriptor.pointer,
    GetQueueInfoRequest.descriptor.pointer, GetQueueInfoResponse.descriptor.pointer,
    InitStockRequest.descriptor.pointer, InitStockResponse.descriptor.pointer,
    ResetQueueEntryRequest.descriptor.pointer, ResetQueueEntryResponse.descriptor.pointer,
    RequestCouponRequest.descriptor.pointer, RequestCouponResponse.descriptor.pointer,
    GetCouponRequestRequest.descriptor.pointer, GetCouponRequestResponse.descriptor.pointer,
    WaitCouponRequestRequest.descriptor.pointer, WaitCouponRequestResponse.descriptor.pointer,
    ListDeadLettersRequest.descriptor.pointer, ListDeadLettersResponse.descriptor.pointer,
    RevokeCouponRequest.descriptor.pointer, RevokeCouponResponse.descriptor.pointer,
    ListCompensationsRequest.descriptor.pointer, ListCompensationsResponse.descriptor.pointer,
    GetCompensationRequest.descriptor.pointer, GetCompensationResponse.descriptor.pointer,
    RetryCompensationRequest.descriptor.pointer, RetryCompensationResponse.descriptor.pointer,
    DiscardCompensationRequest.descriptor.pointer, DiscardCompensationResponse.descriptor.pointer,
    BadRequest.descriptor.pointer, RetryInfo.descriptor.pointer, ProtobufTimestamp.descriptor.pointer,
    ProtobufDuration.descriptor.pointer, requestDescriptor.pointer, responseDescriptor.pointer,
  ]

  private struct Walk {
    var seen: Set<String> = []
    var cycles: [[String]] = []

    mutating func visit(_ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, path: [String] = []) {
      let name = String(cString: descriptor.pointee.name)
      seen.insert(name)
      guard !path.contains(name) else {
        cycles.append(path + [name])
        return
      }
      for field in UnsafeBufferPointer(start: descriptor.pointee.fields, count: Int(descriptor.pointee.n_fields))
      where field.type == PROTOBUF_C_TYPE_MESSAGE {
        if let nested = field.descriptor?.assumingMemoryBound(to: ProtobufCMessageDescriptor.self) {
          visit(nested, path: path + [name])
        }
      }
    }
  }

  private func walk() -> Walk {
    var walk = Walk()
    for case let root? in roots {
      walk.visit(root)
    }
    return walk
  }

  @Test func noMessageTypeRefersToItself() {
    #expect(walk().cycles.isEmpty)
  }

  @Test func theWalkSeesEveryMessageTypeOfTheGeneratedCode() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let generated = root.appending(path: "Sources/CCampaignProto")
    let files = try #require(FileManager.default.enumerator(at: generated, includingPropertiesForKeys: nil))
    var declared: Set<String> = []
    for case let file as URL in files where file.lastPathComponent.hasSuffix(".pb-c.c") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,\n  "([^"]+)"/) {
        declared.insert(String(match.1))
      }
    }
    #expect(declared.count > 25)
    #expect(walk().seen == declared)
  }

  @Test func theNamesAreThoseOfTheDescriptors() {
    func name<Message: CStructConvertible>(_: Message.Type) -> String? {
      Message.descriptor.pointer.map { String(cString: $0.pointee.name) }
    }
    #expect(name(CampaignMessage.self) == CampaignMessage.fullName)
    #expect(name(CouponMessage.self) == CouponMessage.fullName)
    #expect(name(CreateCampaignRequest.self) == CreateCampaignRequest.fullName)
    #expect(name(CreateCampaignResponse.self) == CreateCampaignResponse.fullName)
    #expect(name(GetCampaignRequest.self) == GetCampaignRequest.fullName)
    #expect(name(GetCampaignResponse.self) == GetCampaignResponse.fullName)
    #expect(name(ListCampaignsRequest.self) == ListCampaignsRequest.fullName)
    #expect(name(ListCampaignsResponse.self) == ListCampaignsResponse.fullName)
    #expect(name(IssueCouponRequest.self) == IssueCouponRequest.fullName)
    #expect(name(IssueCouponResponse.self) == IssueCouponResponse.fullName)
    #expect(name(PauseCampaignRequest.self) == PauseCampaignRequest.fullName)
    #expect(name(PauseCampaignResponse.self) == PauseCampaignResponse.fullName)
    #expect(name(ResumeCampaignRequest.self) == ResumeCampaignRequest.fullName)
    #expect(name(ResumeCampaignResponse.self) == ResumeCampaignResponse.fullName)
    #expect(name(CloseCampaignRequest.self) == CloseCampaignRequest.fullName)
    #expect(name(CloseCampaignResponse.self) == CloseCampaignResponse.fullName)
    #expect(name(JoinQueueRequest.self) == JoinQueueRequest.fullName)
    #expect(name(JoinQueueResponse.self) == JoinQueueResponse.fullName)
    #expect(name(GetQueueStatusRequest.self) == GetQueueStatusRequest.fullName)
    #expect(name(GetQueueStatusResponse.self) == GetQueueStatusResponse.fullName)
    #expect(name(GetQueueInfoRequest.self) == GetQueueInfoRequest.fullName)
    #expect(name(GetQueueInfoResponse.self) == GetQueueInfoResponse.fullName)
    #expect(name(InitStockRequest.self) == InitStockRequest.fullName)
    #expect(name(InitStockResponse.self) == InitStockResponse.fullName)
    #expect(name(ResetQueueEntryRequest.self) == ResetQueueEntryRequest.fullName)
    #expect(name(ResetQueueEntryResponse.self) == ResetQueueEntryResponse.fullName)
    #expect(name(RequestCouponRequest.self) == RequestCouponRequest.fullName)
    #expect(name(RequestCouponResponse.self) == RequestCouponResponse.fullName)
    #expect(name(GetCouponRequestRequest.self) == GetCouponRequestRequest.fullName)
    #expect(name(GetCouponRequestResponse.self) == GetCouponRequestResponse.fullName)
    #expect(name(WaitCouponRequestRequest.self) == WaitCouponRequestRequest.fullName)
    #expect(name(WaitCouponRequestResponse.self) == WaitCouponRequestResponse.fullName)
    #expect(name(ListDeadLettersRequest.self) == ListDeadLettersRequest.fullName)
    #expect(name(ListDeadLettersResponse.self) == ListDeadLettersResponse.fullName)
    #expect(name(QueueEntryMessage.self) == QueueEntryMessage.fullName)
    #expect(name(CouponRequestMessage.self) == CouponRequestMessage.fullName)
    #expect(name(DeadLetterMessage.self) == DeadLetterMessage.fullName)
    #expect(name(HealthCheckRequest.self) == HealthCheckRequest.fullName)
    #expect(name(HealthCheckResponse.self) == HealthCheckResponse.fullName)
    #expect(name(RPCStatus.self) == RPCStatus.fullName)
    #expect(name(StatusDetail.self) == StatusDetail.fullName)
    #expect(name(ErrorInfo.self) == ErrorInfo.fullName)
    #expect(name(LocalizedMessage.self) == LocalizedMessage.fullName)
    #expect(name(BadRequest.self) == BadRequest.fullName)
    #expect(name(RetryInfo.self) == RetryInfo.fullName)
    #expect(name(FieldViolation.self) == FieldViolation.fullName)
    #expect(name(MetadataEntry.self) == MetadataEntry.fullName)
    #expect(name(ProtobufTimestamp.self) == ProtobufTimestamp.fullName)
    #expect(name(ProtobufDuration.self) == ProtobufDuration.fullName)
  }
}
