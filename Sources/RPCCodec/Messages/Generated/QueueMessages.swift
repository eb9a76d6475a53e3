// Made of proto/campaign/v1/queue.proto by scripts/proto.sh. Do not edit.
// swift-format-ignore-file
import CCampaignProto

/// `campaign.v1.QueueStatus`. It is open: a number that this version doesn't know survives.
/// A status of a user in a campaign's queue.
public struct QueueStatusMessage: RawRepresentable, Hashable, Sendable {
  /// Not said.
  public static let unspecified = QueueStatusMessage(rawValue: 0)
  /// In line.
  public static let waiting = QueueStatusMessage(rawValue: 1)
  /// Being issued.
  public static let processing = QueueStatusMessage(rawValue: 2)
  /// Has the coupon.
  public static let completed = QueueStatusMessage(rawValue: 3)
  /// Ended without one; failure_reason says why.
  public static let failed = QueueStatusMessage(rawValue: 4)
  /// The user has no entry.
  public static let notInQueue = QueueStatusMessage(rawValue: 5)

  /// The number in a message.
  public var rawValue: Int32

  /// The value of a number, known or not.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The name in the proto file; `nil` for a number that it doesn't have.
  public var name: String? {
    switch self {
    case .unspecified: "QUEUE_STATUS_UNSPECIFIED"
    case .waiting: "QUEUE_STATUS_WAITING"
    case .processing: "QUEUE_STATUS_PROCESSING"
    case .completed: "QUEUE_STATUS_COMPLETED"
    case .failed: "QUEUE_STATUS_FAILED"
    case .notInQueue: "QUEUE_STATUS_NOT_IN_QUEUE"
    default: nil
    }
  }
}

extension QueueStatusMessage {
  init(reading value: Campaign__V1__QueueStatus) { self.init(rawValue: Int32(truncatingIfNeeded: value.rawValue)) }

  var cValue: Campaign__V1__QueueStatus { Campaign__V1__QueueStatus(rawValue: .init(truncatingIfNeeded: rawValue)) }
}

/// `campaign.v1.RequestStatus`. It is open: a number that this version doesn't know survives.
/// A status of a coupon request.
public struct RequestStatusMessage: RawRepresentable, Hashable, Sendable {
  /// Not said.
  public static let unspecified = RequestStatusMessage(rawValue: 0)
  /// Under way: look again later.
  public static let requested = RequestStatusMessage(rawValue: 1)
  /// The coupon is there.
  public static let done = RequestStatusMessage(rawValue: 2)
  /// There will be none.
  public static let fail = RequestStatusMessage(rawValue: 3)

  /// The number in a message.
  public var rawValue: Int32

  /// The value of a number, known or not.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The name in the proto file; `nil` for a number that it doesn't have.
  public var name: String? {
    switch self {
    case .unspecified: "REQUEST_STATUS_UNSPECIFIED"
    case .requested: "REQUEST_STATUS_REQUESTED"
    case .done: "REQUEST_STATUS_DONE"
    case .fail: "REQUEST_STATUS_FAIL"
    default: nil
    }
  }
}

extension RequestStatusMessage {
  init(reading value: Campaign__V1__RequestStatus) { self.init(rawValue: Int32(truncatingIfNeeded: value.rawValue)) }

  var cValue: Campaign__V1__RequestStatus { Campaign__V1__RequestStatus(rawValue: .init(truncatingIfNeeded: rawValue)) }
}

/// `campaign.v1.QueueEntry`.
/// A user's entry in the queue of a campaign.
public struct QueueEntryMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.QueueEntry"

  /// The coupon request behind it, a UUID of version 7; empty where there is no entry.
  public var requestID: String
  /// The campaign.
  public var campaignID: Int64
  /// The user.
  public var userID: String
  /// The status at this moment.
  public var status: QueueStatusMessage
  /// The place in line: 1 is next, 0 when not waiting.
  public var position: Int64
  /// The time that the place will take as the line moves now; absent: not known.
  public var estimatedWait: ProtobufDuration?
  /// The coupon, when completed.
  public var coupon: CouponMessage?
  /// SOLD_OUT, USER_LIMIT_REACHED, CAMPAIGN_CLOSED, ISSUE_FAILED, DELIVERY_REFUSED, DELIVERY_UNKNOWN or REVOKED when
  /// failed, else empty.
  public var failureReason: String
  /// The time at which the user joined.
  public var joinTime: ProtobufTimestamp?
  /// The time at which the entry changed last.
  public var updateTime: ProtobufTimestamp?
  /// The number drawn at the join: 1, 2, 3... in a campaign; 0: the user had the coupon already.
  public var ticket: Int64

  /// A message of these fields.
  public init(requestID: String = "", campaignID: Int64 = 0, userID: String = "", status: QueueStatusMessage = .unspecified, position: Int64 = 0, estimatedWait: ProtobufDuration? = nil, coupon: CouponMessage? = nil, failureReason: String = "", joinTime: ProtobufTimestamp? = nil, updateTime: ProtobufTimestamp? = nil, ticket: Int64 = 0) {
    self.requestID = requestID
    self.campaignID = campaignID
    self.userID = userID
    self.status = status
    self.position = position
    self.estimatedWait = estimatedWait
    self.coupon = coupon
    self.failureReason = failureReason
    self.joinTime = joinTime
    self.updateTime = updateTime
    self.ticket = ticket
  }
}

extension QueueEntryMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__queue_entry__init)

  init(reading message: UnsafePointer<Campaign__V1__QueueEntry>, with codec: MessageCodec) {
    self.init(requestID: String(field: message.pointee.request_id), campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), status: QueueStatusMessage(reading: message.pointee.status), position: message.pointee.position, estimatedWait: ProtobufDuration(reading: message.pointee.estimated_wait, with: codec), coupon: CouponMessage(reading: message.pointee.coupon, with: codec), failureReason: String(field: message.pointee.failure_reason), joinTime: ProtobufTimestamp(reading: message.pointee.join_time, with: codec), updateTime: ProtobufTimestamp(reading: message.pointee.update_time, with: codec), ticket: message.pointee.ticket)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__QueueEntry> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request_id = arena.string(requestID)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.status = status.cValue
    structure.pointee.position = position
    structure.pointee.estimated_wait = arena.message(estimatedWait)
    structure.pointee.coupon = arena.message(coupon)
    structure.pointee.failure_reason = arena.string(failureReason)
    structure.pointee.join_time = arena.message(joinTime)
    structure.pointee.update_time = arena.message(updateTime)
    structure.pointee.ticket = ticket
    return structure
  }
}

extension QueueEntryMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("requestId", requestID)
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("status", enumName: status.name, number: status.rawValue)
    writer.field("position", position)
    writer.field("estimatedWait", estimatedWait)
    writer.field("coupon", coupon)
    writer.field("failureReason", failureReason)
    writer.field("joinTime", joinTime)
    writer.field("updateTime", updateTime)
    writer.field("ticket", ticket)
  }
}

/// `campaign.v1.CouponRequest`.
/// A request for a coupon that is answered later: the other view of a queue entry.
public struct CouponRequestMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CouponRequest"

  /// A UUID of version 7.
  public var requestID: String
  /// The campaign.
  public var campaignID: Int64
  /// The user.
  public var userID: String
  /// The status at this moment.
  public var status: RequestStatusMessage
  /// The coupon, when done.
  public var coupon: CouponMessage?
  /// SOLD_OUT, USER_LIMIT_REACHED, CAMPAIGN_CLOSED, ISSUE_FAILED, DELIVERY_REFUSED, DELIVERY_UNKNOWN or REVOKED when
  /// failed, else empty.
  public var failureReason: String
  /// The step that it is in or ended with: ISSUE or DELIVERY.
  public var step: String
  /// The tries of the step: of an issue those that failed by an error of their own, of a delivery all.
  public var attempts: Int32
  /// The state of what gives the coupon of a failed delivery back: PENDING, PROCESSING, COMPLETED or FAILED; empty: there
  /// is nothing to give back.
  public var compensationStatus: String
  /// The time of the request.
  public var requestTime: ProtobufTimestamp?
  /// The time of its end; absent: not ended.
  public var doneTime: ProtobufTimestamp?

  /// A message of these fields.
  public init(requestID: String = "", campaignID: Int64 = 0, userID: String = "", status: RequestStatusMessage = .unspecified, coupon: CouponMessage? = nil, failureReason: String = "", step: String = "", attempts: Int32 = 0, compensationStatus: String = "", requestTime: ProtobufTimestamp? = nil, doneTime: ProtobufTimestamp? = nil) {
    self.requestID = requestID
    self.campaignID = campaignID
    self.userID = userID
    self.status = status
    self.coupon = coupon
    self.failureReason = failureReason
    self.step = step
    self.attempts = attempts
    self.compensationStatus = compensationStatus
    self.requestTime = requestTime
    self.doneTime = doneTime
  }
}

extension CouponRequestMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__coupon_request__init)

  init(reading message: UnsafePointer<Campaign__V1__CouponRequest>, with codec: MessageCodec) {
    self.init(requestID: String(field: message.pointee.request_id), campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), status: RequestStatusMessage(reading: message.pointee.status), coupon: CouponMessage(reading: message.pointee.coupon, with: codec), failureReason: String(field: message.pointee.failure_reason), step: String(field: message.pointee.step), attempts: message.pointee.attempts, compensationStatus: String(field: message.pointee.compensation_status), requestTime: ProtobufTimestamp(reading: message.pointee.request_time, with: codec), doneTime: ProtobufTimestamp(reading: message.pointee.done_time, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CouponRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request_id = arena.string(requestID)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.status = status.cValue
    structure.pointee.coupon = arena.message(coupon)
    structure.pointee.failure_reason = arena.string(failureReason)
    structure.pointee.step = arena.string(step)
    structure.pointee.attempts = attempts
    structure.pointee.compensation_status = arena.string(compensationStatus)
    structure.pointee.request_time = arena.message(requestTime)
    structure.pointee.done_time = arena.message(doneTime)
    return structure
  }
}

extension CouponRequestMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("requestId", requestID)
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("status", enumName: status.name, number: status.rawValue)
    writer.field("coupon", coupon)
    writer.field("failureReason", failureReason)
    writer.field("step", step)
    writer.field("attempts", attempts)
    writer.field("compensationStatus", compensationStatus)
    writer.field("requestTime", requestTime)
    writer.field("doneTime", doneTime)
  }
}

/// `campaign.v1.DeadLetter`.
/// An entry that the queue gave up after its last attempt.
public struct DeadLetterMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.DeadLetter"

  /// The coupon request.
  public var requestID: String
  /// The campaign.
  public var campaignID: Int64
  /// The user.
  public var userID: String
  /// The number drawn at the join.
  public var ticket: Int64
  /// The tries that failed.
  public var attempts: Int32
  /// The error of the last try.
  public var error: String
  /// The time of the last try.
  public var failedTime: ProtobufTimestamp?

  /// A message of these fields.
  public init(requestID: String = "", campaignID: Int64 = 0, userID: String = "", ticket: Int64 = 0, attempts: Int32 = 0, error: String = "", failedTime: ProtobufTimestamp? = nil) {
    self.requestID = requestID
    self.campaignID = campaignID
    self.userID = userID
    self.ticket = ticket
    self.attempts = attempts
    self.error = error
    self.failedTime = failedTime
  }
}

extension DeadLetterMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__dead_letter__init)

  init(reading message: UnsafePointer<Campaign__V1__DeadLetter>, with codec: MessageCodec) {
    self.init(requestID: String(field: message.pointee.request_id), campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), ticket: message.pointee.ticket, attempts: message.pointee.attempts, error: String(field: message.pointee.error), failedTime: ProtobufTimestamp(reading: message.pointee.failed_time, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__DeadLetter> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request_id = arena.string(requestID)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.ticket = ticket
    structure.pointee.attempts = attempts
    structure.pointee.error = arena.string(error)
    structure.pointee.failed_time = arena.message(failedTime)
    return structure
  }
}

extension DeadLetterMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("requestId", requestID)
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("ticket", ticket)
    writer.field("attempts", attempts)
    writer.field("error", error)
    writer.field("failedTime", failedTime)
  }
}

/// `campaign.v1.JoinQueueRequest`.
public struct JoinQueueRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.JoinQueueRequest"

  /// The campaign.
  public var campaignID: Int64
  /// The user who joins; needed.
  public var userID: String
  /// Accepted and ignored: a user has one entry.
  public var idempotencyKey: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, userID: String = "", idempotencyKey: String = "") {
    self.campaignID = campaignID
    self.userID = userID
    self.idempotencyKey = idempotencyKey
  }
}

extension JoinQueueRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__join_queue_request__init)

  init(reading message: UnsafePointer<Campaign__V1__JoinQueueRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), idempotencyKey: String(field: message.pointee.idempotency_key))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__JoinQueueRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.idempotency_key = arena.string(idempotencyKey)
    return structure
  }
}

extension JoinQueueRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("idempotencyKey", idempotencyKey)
  }
}

/// `campaign.v1.JoinQueueResponse`.
public struct JoinQueueResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.JoinQueueResponse"

  /// The user's entry: a new one, or the one that the user has already.
  public var entry: QueueEntryMessage?
  /// A sentence about it in the caller's language.
  public var message: String

  /// A message of these fields.
  public init(entry: QueueEntryMessage? = nil, message: String = "") {
    self.entry = entry
    self.message = message
  }
}

extension JoinQueueResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__join_queue_response__init)

  init(reading message: UnsafePointer<Campaign__V1__JoinQueueResponse>, with codec: MessageCodec) {
    self.init(entry: QueueEntryMessage(reading: message.pointee.entry, with: codec), message: String(field: message.pointee.message))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__JoinQueueResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.entry = arena.message(entry)
    structure.pointee.message = arena.string(message)
    return structure
  }
}

extension JoinQueueResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("entry", entry)
    writer.field("message", message)
  }
}

/// `campaign.v1.GetQueueStatusRequest`.
public struct GetQueueStatusRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetQueueStatusRequest"

  /// The campaign.
  public var campaignID: Int64
  /// The user; needed.
  public var userID: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, userID: String = "") {
    self.campaignID = campaignID
    self.userID = userID
  }
}

extension GetQueueStatusRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_queue_status_request__init)

  init(reading message: UnsafePointer<Campaign__V1__GetQueueStatusRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetQueueStatusRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    return structure
  }
}

extension GetQueueStatusRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
  }
}

/// `campaign.v1.GetQueueStatusResponse`.
public struct GetQueueStatusResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetQueueStatusResponse"

  /// The user's entry; of a user without one, the status NOT_IN_QUEUE.
  public var entry: QueueEntryMessage?

  /// A message of these fields.
  public init(entry: QueueEntryMessage? = nil) {
    self.entry = entry
  }
}

extension GetQueueStatusResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_queue_status_response__init)

  init(reading message: UnsafePointer<Campaign__V1__GetQueueStatusResponse>, with codec: MessageCodec) {
    self.init(entry: QueueEntryMessage(reading: message.pointee.entry, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetQueueStatusResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.entry = arena.message(entry)
    return structure
  }
}

extension GetQueueStatusResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("entry", entry)
  }
}

/// `campaign.v1.GetQueueInfoRequest`.
public struct GetQueueInfoRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetQueueInfoRequest"

  /// The campaign.
  public var campaignID: Int64

  /// A message of these fields.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }
}

extension GetQueueInfoRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_queue_info_request__init)

  init(reading message: UnsafePointer<Campaign__V1__GetQueueInfoRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetQueueInfoRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    return structure
  }
}

extension GetQueueInfoRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
  }
}

/// `campaign.v1.GetQueueInfoResponse`.
public struct GetQueueInfoResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetQueueInfoResponse"

  /// The campaign.
  public var campaignID: Int64
  /// The coupons that are left.
  public var currentStock: Int64
  /// The entries that wait.
  public var queueSize: Int64
  /// The entries that are being issued, those that are tried again included.
  public var processingCount: Int64
  /// The entries that ended with a coupon.
  public var completedCount: Int64
  /// The entries that ended without one.
  public var failedCount: Int64
  /// The time for which the first in line has waited; absent: nobody waits.
  public var oldestWait: ProtobufDuration?
  /// A sentence in the caller's language.
  public var message: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, currentStock: Int64 = 0, queueSize: Int64 = 0, processingCount: Int64 = 0, completedCount: Int64 = 0, failedCount: Int64 = 0, oldestWait: ProtobufDuration? = nil, message: String = "") {
    self.campaignID = campaignID
    self.currentStock = currentStock
    self.queueSize = queueSize
    self.processingCount = processingCount
    self.completedCount = completedCount
    self.failedCount = failedCount
    self.oldestWait = oldestWait
    self.message = message
  }
}

extension GetQueueInfoResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_queue_info_response__init)

  init(reading message: UnsafePointer<Campaign__V1__GetQueueInfoResponse>, with codec: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, currentStock: message.pointee.current_stock, queueSize: message.pointee.queue_size, processingCount: message.pointee.processing_count, completedCount: message.pointee.completed_count, failedCount: message.pointee.failed_count, oldestWait: ProtobufDuration(reading: message.pointee.oldest_wait, with: codec), message: String(field: message.pointee.message))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetQueueInfoResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.current_stock = currentStock
    structure.pointee.queue_size = queueSize
    structure.pointee.processing_count = processingCount
    structure.pointee.completed_count = completedCount
    structure.pointee.failed_count = failedCount
    structure.pointee.oldest_wait = arena.message(oldestWait)
    structure.pointee.message = arena.string(message)
    return structure
  }
}

extension GetQueueInfoResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("currentStock", currentStock)
    writer.field("queueSize", queueSize)
    writer.field("processingCount", processingCount)
    writer.field("completedCount", completedCount)
    writer.field("failedCount", failedCount)
    writer.field("oldestWait", oldestWait)
    writer.field("message", message)
  }
}

/// `campaign.v1.InitStockRequest`.
public struct InitStockRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.InitStockRequest"

  /// A campaign that has issued nothing yet.
  public var campaignID: Int64
  /// Its coupons in all: 1 to 10,000,000.
  public var stock: Int64

  /// A message of these fields.
  public init(campaignID: Int64 = 0, stock: Int64 = 0) {
    self.campaignID = campaignID
    self.stock = stock
  }
}

extension InitStockRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__init_stock_request__init)

  init(reading message: UnsafePointer<Campaign__V1__InitStockRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, stock: message.pointee.stock)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__InitStockRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.stock = stock
    return structure
  }
}

extension InitStockRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("stock", stock)
  }
}

/// `campaign.v1.InitStockResponse`.
public struct InitStockResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.InitStockResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A message of these fields.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }
}

extension InitStockResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__init_stock_response__init)

  init(reading message: UnsafePointer<Campaign__V1__InitStockResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__InitStockResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign = arena.message(campaign)
    return structure
  }
}

extension InitStockResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaign", campaign)
  }
}

/// `campaign.v1.ResetQueueEntryRequest`.
public struct ResetQueueEntryRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResetQueueEntryRequest"

  /// The campaign.
  public var campaignID: Int64
  /// The user whose failed entry is set aside, so that they may join anew; needed.
  public var userID: String
  /// Kept with the entry: up to 1,000 Unicode scalars.
  public var reason: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, userID: String = "", reason: String = "") {
    self.campaignID = campaignID
    self.userID = userID
    self.reason = reason
  }
}

extension ResetQueueEntryRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__reset_queue_entry_request__init)

  init(reading message: UnsafePointer<Campaign__V1__ResetQueueEntryRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), reason: String(field: message.pointee.reason))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ResetQueueEntryRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.reason = arena.string(reason)
    return structure
  }
}

extension ResetQueueEntryRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("reason", reason)
  }
}

/// `campaign.v1.ResetQueueEntryResponse`.
public struct ResetQueueEntryResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResetQueueEntryResponse"

  /// The user's entry: NOT_IN_QUEUE once a failed one was reset, else as it was.
  public var entry: QueueEntryMessage?

  /// A message of these fields.
  public init(entry: QueueEntryMessage? = nil) {
    self.entry = entry
  }
}

extension ResetQueueEntryResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__reset_queue_entry_response__init)

  init(reading message: UnsafePointer<Campaign__V1__ResetQueueEntryResponse>, with codec: MessageCodec) {
    self.init(entry: QueueEntryMessage(reading: message.pointee.entry, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ResetQueueEntryResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.entry = arena.message(entry)
    return structure
  }
}

extension ResetQueueEntryResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("entry", entry)
  }
}

/// `campaign.v1.RequestCouponRequest`.
public struct RequestCouponRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.RequestCouponRequest"

  /// The campaign.
  public var campaignID: Int64
  /// The user who asks; needed.
  public var userID: String
  /// Accepted and ignored: a user has one request.
  public var idempotencyKey: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, userID: String = "", idempotencyKey: String = "") {
    self.campaignID = campaignID
    self.userID = userID
    self.idempotencyKey = idempotencyKey
  }
}

extension RequestCouponRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__request_coupon_request__init)

  init(reading message: UnsafePointer<Campaign__V1__RequestCouponRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), idempotencyKey: String(field: message.pointee.idempotency_key))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__RequestCouponRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.idempotency_key = arena.string(idempotencyKey)
    return structure
  }
}

extension RequestCouponRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("idempotencyKey", idempotencyKey)
  }
}

/// `campaign.v1.RequestCouponResponse`.
public struct RequestCouponResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.RequestCouponResponse"

  /// The user's request: a new one, or the one that the user has already.
  public var request: CouponRequestMessage?

  /// A message of these fields.
  public init(request: CouponRequestMessage? = nil) {
    self.request = request
  }
}

extension RequestCouponResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__request_coupon_response__init)

  init(reading message: UnsafePointer<Campaign__V1__RequestCouponResponse>, with codec: MessageCodec) {
    self.init(request: CouponRequestMessage(reading: message.pointee.request, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__RequestCouponResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request = arena.message(request)
    return structure
  }
}

extension RequestCouponResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("request", request)
  }
}

/// `campaign.v1.GetCouponRequestRequest`.
public struct GetCouponRequestRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCouponRequestRequest"

  /// The request to look at.
  public var requestID: String

  /// A message of these fields.
  public init(requestID: String = "") {
    self.requestID = requestID
  }
}

extension GetCouponRequestRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_coupon_request_request__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCouponRequestRequest>, with _: MessageCodec) {
    self.init(requestID: String(field: message.pointee.request_id))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetCouponRequestRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request_id = arena.string(requestID)
    return structure
  }
}

extension GetCouponRequestRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("requestId", requestID)
  }
}

/// `campaign.v1.GetCouponRequestResponse`.
public struct GetCouponRequestResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCouponRequestResponse"

  /// The request as it stands.
  public var request: CouponRequestMessage?

  /// A message of these fields.
  public init(request: CouponRequestMessage? = nil) {
    self.request = request
  }
}

extension GetCouponRequestResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_coupon_request_response__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCouponRequestResponse>, with codec: MessageCodec) {
    self.init(request: CouponRequestMessage(reading: message.pointee.request, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetCouponRequestResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request = arena.message(request)
    return structure
  }
}

extension GetCouponRequestResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("request", request)
  }
}

/// `campaign.v1.WaitCouponRequestRequest`.
public struct WaitCouponRequestRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.WaitCouponRequestRequest"

  /// The request to wait for.
  public var requestID: String

  /// A message of these fields.
  public init(requestID: String = "") {
    self.requestID = requestID
  }
}

extension WaitCouponRequestRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__wait_coupon_request_request__init)

  init(reading message: UnsafePointer<Campaign__V1__WaitCouponRequestRequest>, with _: MessageCodec) {
    self.init(requestID: String(field: message.pointee.request_id))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__WaitCouponRequestRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request_id = arena.string(requestID)
    return structure
  }
}

extension WaitCouponRequestRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("requestId", requestID)
  }
}

/// `campaign.v1.WaitCouponRequestResponse`.
public struct WaitCouponRequestResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.WaitCouponRequestResponse"

  /// The request as it stands: ended, or still REQUESTED when the call's time was nearly over.
  public var request: CouponRequestMessage?

  /// A message of these fields.
  public init(request: CouponRequestMessage? = nil) {
    self.request = request
  }
}

extension WaitCouponRequestResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__wait_coupon_request_response__init)

  init(reading message: UnsafePointer<Campaign__V1__WaitCouponRequestResponse>, with codec: MessageCodec) {
    self.init(request: CouponRequestMessage(reading: message.pointee.request, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__WaitCouponRequestResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.request = arena.message(request)
    return structure
  }
}

extension WaitCouponRequestResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("request", request)
  }
}

/// `campaign.v1.ListDeadLettersRequest`.
public struct ListDeadLettersRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListDeadLettersRequest"

  /// The campaign; 0: all campaigns.
  public var campaignID: Int64
  /// The most of a page. 0: 100; at most 1,000, more is cut to it (AIP-158).
  public var pageSize: Int32
  /// next_page_token of the page before; empty: the first page.
  public var pageToken: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, pageSize: Int32 = 0, pageToken: String = "") {
    self.campaignID = campaignID
    self.pageSize = pageSize
    self.pageToken = pageToken
  }
}

extension ListDeadLettersRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_dead_letters_request__init)

  init(reading message: UnsafePointer<Campaign__V1__ListDeadLettersRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, pageSize: message.pointee.page_size, pageToken: String(field: message.pointee.page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListDeadLettersRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.page_size = pageSize
    structure.pointee.page_token = arena.string(pageToken)
    return structure
  }
}

extension ListDeadLettersRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("pageSize", pageSize)
    writer.field("pageToken", pageToken)
  }
}

/// `campaign.v1.ListDeadLettersResponse`.
public struct ListDeadLettersResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListDeadLettersResponse"

  /// The entries of this page, the latest first.
  public var deadLetters: [DeadLetterMessage]
  /// The token of the page behind this one; empty: this is the last.
  public var nextPageToken: String

  /// A message of these fields.
  public init(deadLetters: [DeadLetterMessage] = [], nextPageToken: String = "") {
    self.deadLetters = deadLetters
    self.nextPageToken = nextPageToken
  }
}

extension ListDeadLettersResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_dead_letters_response__init)

  init(reading message: UnsafePointer<Campaign__V1__ListDeadLettersResponse>, with codec: MessageCodec) {
    self.init(deadLetters: DeadLetterMessage.readAll(message.pointee.dead_letters, count: message.pointee.n_dead_letters, with: codec), nextPageToken: String(field: message.pointee.next_page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListDeadLettersResponse> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.n_dead_letters = deadLetters.count
    structure.pointee.dead_letters = arena.messages(deadLetters)
    structure.pointee.next_page_token = arena.string(nextPageToken)
    return structure
  }
}

extension ListDeadLettersResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("deadLetters", deadLetters)
    writer.field("nextPageToken", nextPageToken)
  }
}

extension MethodName {
  /// The method `JoinQueue` of `campaign.v1.QueueService`.
  public static let joinQueue = MethodName(service: "campaign.v1.QueueService", method: "JoinQueue")
}

extension JoinQueueRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = JoinQueueResponse
  /// The method that takes the request.
  public static var method: MethodName { .joinQueue }
}

extension MethodName {
  /// The method `GetQueueStatus` of `campaign.v1.QueueService`.
  public static let getQueueStatus = MethodName(service: "campaign.v1.QueueService", method: "GetQueueStatus")
}

extension GetQueueStatusRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = GetQueueStatusResponse
  /// The method that takes the request.
  public static var method: MethodName { .getQueueStatus }
}

extension MethodName {
  /// The method `GetQueueInfo` of `campaign.v1.QueueService`.
  public static let getQueueInfo = MethodName(service: "campaign.v1.QueueService", method: "GetQueueInfo")
}

extension GetQueueInfoRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = GetQueueInfoResponse
  /// The method that takes the request.
  public static var method: MethodName { .getQueueInfo }
}

extension MethodName {
  /// The method `InitStock` of `campaign.v1.QueueService`.
  public static let initStock = MethodName(service: "campaign.v1.QueueService", method: "InitStock")
}

extension InitStockRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = InitStockResponse
  /// The method that takes the request.
  public static var method: MethodName { .initStock }
}

extension MethodName {
  /// The method `ResetQueueEntry` of `campaign.v1.QueueService`.
  public static let resetQueueEntry = MethodName(service: "campaign.v1.QueueService", method: "ResetQueueEntry")
}

extension ResetQueueEntryRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = ResetQueueEntryResponse
  /// The method that takes the request.
  public static var method: MethodName { .resetQueueEntry }
}

extension MethodName {
  /// The method `RequestCoupon` of `campaign.v1.QueueService`.
  public static let requestCoupon = MethodName(service: "campaign.v1.QueueService", method: "RequestCoupon")
}

extension RequestCouponRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = RequestCouponResponse
  /// The method that takes the request.
  public static var method: MethodName { .requestCoupon }
}

extension MethodName {
  /// The method `GetCouponRequest` of `campaign.v1.QueueService`.
  public static let getCouponRequest = MethodName(service: "campaign.v1.QueueService", method: "GetCouponRequest")
}

extension GetCouponRequestRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = GetCouponRequestResponse
  /// The method that takes the request.
  public static var method: MethodName { .getCouponRequest }
}

extension MethodName {
  /// Answers when the request has ended, or shortly before the call's time is over.
  public static let waitCouponRequest = MethodName(service: "campaign.v1.QueueService", method: "WaitCouponRequest")
}

extension WaitCouponRequestRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = WaitCouponRequestResponse
  /// The method that takes the request.
  public static var method: MethodName { .waitCouponRequest }
}

extension MethodName {
  /// The entries that the queue gave up, each with its error, the latest first.
  public static let listDeadLetters = MethodName(service: "campaign.v1.QueueService", method: "ListDeadLetters")
}

extension ListDeadLettersRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = ListDeadLettersResponse
  /// The method that takes the request.
  public static var method: MethodName { .listDeadLetters }
}
