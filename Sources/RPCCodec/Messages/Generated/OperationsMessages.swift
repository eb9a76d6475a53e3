// Made of proto/campaign/v1/operations.proto by scripts/proto.sh. Do not edit.
// swift-format-ignore-file
import CCampaignProto

/// `campaign.v1.Compensation`.
/// Something that has to be undone, and is tried until it is.
public struct CompensationMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.Compensation"

  /// The compensation's number.
  public var id: Int64
  /// STOCK_RELEASE: the coupon's stock is to be returned. DELIVERY_REVERSAL: the partner's service is asked to give the
  /// coupon back before that.
  public var compensationType: String
  /// CAMPAIGN/SEQUENCE of the coupon.
  public var referenceID: String
  /// The data that it takes, as JSON text.
  public var payload: String
  /// The tries behind the immediate ones.
  public var retryCount: Int64
  /// The tries after which it is FAILED.
  public var maxRetries: Int64
  /// PENDING, PROCESSING, COMPLETED or FAILED.
  public var status: String
  /// The error of the last try; empty: none failed.
  public var errorMessage: String
  /// The time of the decision that made it necessary.
  public var createTime: ProtobufTimestamp?
  /// The time of the last try; absent: there was none.
  public var lastAttemptTime: ProtobufTimestamp?
  /// The time at which it was done; absent: it is not.
  public var completeTime: ProtobufTimestamp?
  /// The admin who had it tried anew or gave it up; empty: nobody did.
  public var resolvedBy: String
  /// The admin's reason.
  public var resolution: String

  /// A message of these fields.
  public init(id: Int64 = 0, compensationType: String = "", referenceID: String = "", payload: String = "", retryCount: Int64 = 0, maxRetries: Int64 = 0, status: String = "", errorMessage: String = "", createTime: ProtobufTimestamp? = nil, lastAttemptTime: ProtobufTimestamp? = nil, completeTime: ProtobufTimestamp? = nil, resolvedBy: String = "", resolution: String = "") {
    self.id = id
    self.compensationType = compensationType
    self.referenceID = referenceID
    self.payload = payload
    self.retryCount = retryCount
    self.maxRetries = maxRetries
    self.status = status
    self.errorMessage = errorMessage
    self.createTime = createTime
    self.lastAttemptTime = lastAttemptTime
    self.completeTime = completeTime
    self.resolvedBy = resolvedBy
    self.resolution = resolution
  }
}

extension CompensationMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__compensation__init)

  init(reading message: UnsafePointer<Campaign__V1__Compensation>, with codec: MessageCodec) {
    self.init(id: message.pointee.id, compensationType: String(field: message.pointee.compensation_type), referenceID: String(field: message.pointee.reference_id), payload: String(field: message.pointee.payload), retryCount: message.pointee.retry_count, maxRetries: message.pointee.max_retries, status: String(field: message.pointee.status), errorMessage: String(field: message.pointee.error_message), createTime: ProtobufTimestamp(reading: message.pointee.create_time, with: codec), lastAttemptTime: ProtobufTimestamp(reading: message.pointee.last_attempt_time, with: codec), completeTime: ProtobufTimestamp(reading: message.pointee.complete_time, with: codec), resolvedBy: String(field: message.pointee.resolved_by), resolution: String(field: message.pointee.resolution))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__Compensation> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.id = id
    structure.pointee.compensation_type = arena.string(compensationType)
    structure.pointee.reference_id = arena.string(referenceID)
    structure.pointee.payload = arena.string(payload)
    structure.pointee.retry_count = retryCount
    structure.pointee.max_retries = maxRetries
    structure.pointee.status = arena.string(status)
    structure.pointee.error_message = arena.string(errorMessage)
    structure.pointee.create_time = arena.message(createTime)
    structure.pointee.last_attempt_time = arena.message(lastAttemptTime)
    structure.pointee.complete_time = arena.message(completeTime)
    structure.pointee.resolved_by = arena.string(resolvedBy)
    structure.pointee.resolution = arena.string(resolution)
    return structure
  }
}

extension CompensationMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("compensationType", compensationType)
    writer.field("referenceId", referenceID)
    writer.field("payload", payload)
    writer.field("retryCount", retryCount)
    writer.field("maxRetries", maxRetries)
    writer.field("status", status)
    writer.field("errorMessage", errorMessage)
    writer.field("createTime", createTime)
    writer.field("lastAttemptTime", lastAttemptTime)
    writer.field("completeTime", completeTime)
    writer.field("resolvedBy", resolvedBy)
    writer.field("resolution", resolution)
  }
}

/// `campaign.v1.RevokeCouponRequest`.
public struct RevokeCouponRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.RevokeCouponRequest"

  /// The campaign.
  public var campaignID: Int64
  /// The coupon's code; white space is dropped.
  public var code: String
  /// Up to 1,000 Unicode scalars; kept where the revocation has to be tried.
  public var reason: String
  /// True: the coupon's stock is returned, and somebody else may get it.
  public var returnStock: Bool

  /// A message of these fields.
  public init(campaignID: Int64 = 0, code: String = "", reason: String = "", returnStock: Bool = false) {
    self.campaignID = campaignID
    self.code = code
    self.reason = reason
    self.returnStock = returnStock
  }
}

extension RevokeCouponRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__revoke_coupon_request__init)

  init(reading message: UnsafePointer<Campaign__V1__RevokeCouponRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, code: String(field: message.pointee.code), reason: String(field: message.pointee.reason), returnStock: message.pointee.return_stock != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__RevokeCouponRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.code = arena.string(code)
    structure.pointee.reason = arena.string(reason)
    structure.pointee.return_stock = returnStock ? 1 : 0
    return structure
  }
}

extension RevokeCouponRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("code", code)
    writer.field("reason", reason)
    writer.field("returnStock", returnStock)
  }
}

/// `campaign.v1.RevokeCouponResponse`.
public struct RevokeCouponResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.RevokeCouponResponse"

  /// The coupon as it is now.
  public var coupon: CouponMessage?

  /// A message of these fields.
  public init(coupon: CouponMessage? = nil) {
    self.coupon = coupon
  }
}

extension RevokeCouponResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__revoke_coupon_response__init)

  init(reading message: UnsafePointer<Campaign__V1__RevokeCouponResponse>, with codec: MessageCodec) {
    self.init(coupon: CouponMessage(reading: message.pointee.coupon, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__RevokeCouponResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.coupon = arena.message(coupon)
    return structure
  }
}

extension RevokeCouponResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("coupon", coupon)
  }
}

/// `campaign.v1.ListCompensationsRequest`.
public struct ListCompensationsRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListCompensationsRequest"

  /// PENDING, PROCESSING, COMPLETED or FAILED; empty: all.
  public var status: String
  /// The most compensations of a page. 0: 100; at most 1,000, more is cut to it (AIP-158).
  public var pageSize: Int32
  /// next_page_token of the page before; empty: the first page.
  public var pageToken: String

  /// A message of these fields.
  public init(status: String = "", pageSize: Int32 = 0, pageToken: String = "") {
    self.status = status
    self.pageSize = pageSize
    self.pageToken = pageToken
  }
}

extension ListCompensationsRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_compensations_request__init)

  init(reading message: UnsafePointer<Campaign__V1__ListCompensationsRequest>, with _: MessageCodec) {
    self.init(status: String(field: message.pointee.status), pageSize: message.pointee.page_size, pageToken: String(field: message.pointee.page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListCompensationsRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.status = arena.string(status)
    structure.pointee.page_size = pageSize
    structure.pointee.page_token = arena.string(pageToken)
    return structure
  }
}

extension ListCompensationsRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("status", status)
    writer.field("pageSize", pageSize)
    writer.field("pageToken", pageToken)
  }
}

/// `campaign.v1.ListCompensationsResponse`.
public struct ListCompensationsResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListCompensationsResponse"

  /// The compensations of this page, the latest first.
  public var compensations: [CompensationMessage]
  /// The token of the page behind this one; empty: this is the last.
  public var nextPageToken: String

  /// A message of these fields.
  public init(compensations: [CompensationMessage] = [], nextPageToken: String = "") {
    self.compensations = compensations
    self.nextPageToken = nextPageToken
  }
}

extension ListCompensationsResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_compensations_response__init)

  init(reading message: UnsafePointer<Campaign__V1__ListCompensationsResponse>, with codec: MessageCodec) {
    self.init(compensations: CompensationMessage.readAll(message.pointee.compensations, count: message.pointee.n_compensations, with: codec), nextPageToken: String(field: message.pointee.next_page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListCompensationsResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.n_compensations = compensations.count
    structure.pointee.compensations = arena.messages(compensations)
    structure.pointee.next_page_token = arena.string(nextPageToken)
    return structure
  }
}

extension ListCompensationsResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("compensations", compensations)
    writer.field("nextPageToken", nextPageToken)
  }
}

/// `campaign.v1.GetCompensationRequest`.
public struct GetCompensationRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCompensationRequest"

  /// The compensation's number.
  public var id: Int64

  /// A message of these fields.
  public init(id: Int64 = 0) {
    self.id = id
  }
}

extension GetCompensationRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_compensation_request__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCompensationRequest>, with _: MessageCodec) {
    self.init(id: message.pointee.id)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetCompensationRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.id = id
    return structure
  }
}

extension GetCompensationRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
  }
}

/// `campaign.v1.GetCompensationResponse`.
public struct GetCompensationResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCompensationResponse"

  /// The compensation.
  public var compensation: CompensationMessage?

  /// A message of these fields.
  public init(compensation: CompensationMessage? = nil) {
    self.compensation = compensation
  }
}

extension GetCompensationResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_compensation_response__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCompensationResponse>, with codec: MessageCodec) {
    self.init(compensation: CompensationMessage(reading: message.pointee.compensation, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetCompensationResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.compensation = arena.message(compensation)
    return structure
  }
}

extension GetCompensationResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("compensation", compensation)
  }
}

/// `campaign.v1.RetryCompensationRequest`.
public struct RetryCompensationRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.RetryCompensationRequest"

  /// The compensation's number.
  public var id: Int64
  /// Up to 1,000 Unicode scalars.
  public var reason: String

  /// A message of these fields.
  public init(id: Int64 = 0, reason: String = "") {
    self.id = id
    self.reason = reason
  }
}

extension RetryCompensationRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__retry_compensation_request__init)

  init(reading message: UnsafePointer<Campaign__V1__RetryCompensationRequest>, with _: MessageCodec) {
    self.init(id: message.pointee.id, reason: String(field: message.pointee.reason))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__RetryCompensationRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.id = id
    structure.pointee.reason = arena.string(reason)
    return structure
  }
}

extension RetryCompensationRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("reason", reason)
  }
}

/// `campaign.v1.RetryCompensationResponse`.
public struct RetryCompensationResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.RetryCompensationResponse"

  /// The compensation as it is now.
  public var compensation: CompensationMessage?

  /// A message of these fields.
  public init(compensation: CompensationMessage? = nil) {
    self.compensation = compensation
  }
}

extension RetryCompensationResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__retry_compensation_response__init)

  init(reading message: UnsafePointer<Campaign__V1__RetryCompensationResponse>, with codec: MessageCodec) {
    self.init(compensation: CompensationMessage(reading: message.pointee.compensation, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__RetryCompensationResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.compensation = arena.message(compensation)
    return structure
  }
}

extension RetryCompensationResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("compensation", compensation)
  }
}

/// `campaign.v1.DiscardCompensationRequest`.
public struct DiscardCompensationRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.DiscardCompensationRequest"

  /// The compensation's number.
  public var id: Int64
  /// Up to 1,000 Unicode scalars.
  public var reason: String

  /// A message of these fields.
  public init(id: Int64 = 0, reason: String = "") {
    self.id = id
    self.reason = reason
  }
}

extension DiscardCompensationRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__discard_compensation_request__init)

  init(reading message: UnsafePointer<Campaign__V1__DiscardCompensationRequest>, with _: MessageCodec) {
    self.init(id: message.pointee.id, reason: String(field: message.pointee.reason))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__DiscardCompensationRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.id = id
    structure.pointee.reason = arena.string(reason)
    return structure
  }
}

extension DiscardCompensationRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("reason", reason)
  }
}

/// `campaign.v1.DiscardCompensationResponse`.
public struct DiscardCompensationResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.DiscardCompensationResponse"

  /// The compensation as it is now.
  public var compensation: CompensationMessage?

  /// A message of these fields.
  public init(compensation: CompensationMessage? = nil) {
    self.compensation = compensation
  }
}

extension DiscardCompensationResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__discard_compensation_response__init)

  init(reading message: UnsafePointer<Campaign__V1__DiscardCompensationResponse>, with codec: MessageCodec) {
    self.init(compensation: CompensationMessage(reading: message.pointee.compensation, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__DiscardCompensationResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.compensation = arena.message(compensation)
    return structure
  }
}

extension DiscardCompensationResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("compensation", compensation)
  }
}

extension MethodName {
  /// The method `RevokeCoupon` of `campaign.v1.OperationsService`.
  public static let revokeCoupon = MethodName(service: "campaign.v1.OperationsService", method: "RevokeCoupon")
}

extension RevokeCouponRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = RevokeCouponResponse
  /// The method that takes the request.
  public static var method: MethodName { .revokeCoupon }
}

extension MethodName {
  /// The compensations, the latest first.
  public static let listCompensations = MethodName(service: "campaign.v1.OperationsService", method: "ListCompensations")
}

extension ListCompensationsRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = ListCompensationsResponse
  /// The method that takes the request.
  public static var method: MethodName { .listCompensations }
}

extension MethodName {
  /// The method `GetCompensation` of `campaign.v1.OperationsService`.
  public static let getCompensation = MethodName(service: "campaign.v1.OperationsService", method: "GetCompensation")
}

extension GetCompensationRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = GetCompensationResponse
  /// The method that takes the request.
  public static var method: MethodName { .getCompensation }
}

extension MethodName {
  /// Has a FAILED compensation tried anew; another state is answered unchanged.
  public static let retryCompensation = MethodName(service: "campaign.v1.OperationsService", method: "RetryCompensation")
}

extension RetryCompensationRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = RetryCompensationResponse
  /// The method that takes the request.
  public static var method: MethodName { .retryCompensation }
}

extension MethodName {
  /// Gives a FAILED compensation up: its coupon is revoked without its stock. Another state is answered unchanged.
  public static let discardCompensation = MethodName(service: "campaign.v1.OperationsService", method: "DiscardCompensation")
}

extension DiscardCompensationRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = DiscardCompensationResponse
  /// The method that takes the request.
  public static var method: MethodName { .discardCompensation }
}
