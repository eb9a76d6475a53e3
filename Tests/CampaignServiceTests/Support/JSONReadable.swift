import Foundation
import RPCCodec

/// An object of JSON; fields that are not there have the protobuf defaults.
struct JSONObject {
  private let members: [String: Any]

  init?(_ text: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return nil }
    members = object
  }

  func string(_ name: String) -> String { members[name] as? String ?? "" }
  func int64(_ name: String) -> Int64 { (members[name] as? String).flatMap { Int64($0) } ?? 0 }
  func int32(_ name: String) -> Int32 { members[name] as? Int32 ?? 0 }
  func bool(_ name: String) -> Bool { members[name] as? Bool ?? false }

  func time(_ name: String) -> ProtobufTimestamp? {
    (members[name] as? String).flatMap { try? Date($0, strategy: .iso8601) }.map {
      ProtobufTimestamp(seconds: Int64($0.timeIntervalSince1970))
    }
  }

  func span(_ name: String) -> ProtobufDuration? {
    (members[name] as? String).flatMap { Int64($0.dropLast()) }.map { ProtobufDuration(seconds: $0) }
  }
}

/// A request that a door with JSON can read. The codec writes JSON and reads none yet: this is as much of the mapping
/// as the tests send.
protocol JSONReadable: WireMessage {
  init(_ object: JSONObject)
}

extension CreateCampaignRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      name: object.string("name"), totalCoupons: object.int64("totalCoupons"), startTime: object.time("startTime"),
      startIn: object.span("startIn"), endTime: object.time("endTime"), endIn: object.span("endIn"),
      perUserLimit: object.int32("perUserLimit"), idempotencyKey: object.string("idempotencyKey"))
  }
}

extension GetCampaignRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), pageSize: object.int32("pageSize"),
      pageToken: object.string("pageToken"), omitCoupons: object.bool("omitCoupons"))
  }
}

extension ListCampaignsRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(pageSize: object.int32("pageSize"), pageToken: object.string("pageToken"))
  }
}

extension IssueCouponRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), userID: object.string("userId"),
      idempotencyKey: object.string("idempotencyKey"))
  }
}

extension StateChangeRequest {
  init(_ object: JSONObject) { self.init(campaignID: object.int64("campaignId")) }
}

extension PauseCampaignRequest: JSONReadable {}
extension ResumeCampaignRequest: JSONReadable {}
extension CloseCampaignRequest: JSONReadable {}

extension JoinQueueRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), userID: object.string("userId"),
      idempotencyKey: object.string("idempotencyKey"))
  }
}

extension GetQueueStatusRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(campaignID: object.int64("campaignId"), userID: object.string("userId"))
  }
}

extension GetQueueInfoRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(campaignID: object.int64("campaignId")) }
}

extension InitStockRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(campaignID: object.int64("campaignId"), stock: object.int64("stock")) }
}

extension ResetQueueEntryRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), userID: object.string("userId"), reason: object.string("reason"))
  }
}

extension RequestCouponRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), userID: object.string("userId"),
      idempotencyKey: object.string("idempotencyKey"))
  }
}

extension GetCouponRequestRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(requestID: object.string("requestId")) }
}

extension WaitCouponRequestRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(requestID: object.string("requestId")) }
}

extension ListDeadLettersRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), pageSize: object.int32("pageSize"),
      pageToken: object.string("pageToken"))
  }
}

extension RevokeCouponRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      campaignID: object.int64("campaignId"), code: object.string("code"), reason: object.string("reason"),
      returnStock: object.bool("returnStock"))
  }
}

extension ListCompensationsRequest: JSONReadable {
  init(_ object: JSONObject) {
    self.init(
      status: object.string("status"), pageSize: object.int32("pageSize"), pageToken: object.string("pageToken"))
  }
}

extension GetCompensationRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(id: object.int64("id")) }
}

extension RetryCompensationRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(id: object.int64("id"), reason: object.string("reason")) }
}

extension DiscardCompensationRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(id: object.int64("id"), reason: object.string("reason")) }
}

extension HealthCheckRequest: JSONReadable {
  init(_ object: JSONObject) { self.init(service: object.string("service")) }
}
