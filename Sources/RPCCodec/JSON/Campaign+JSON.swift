extension CampaignMessage: JSONRepresentable {
  /// Writes the campaign as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("id", id)
      writer.field("name", name)
      writer.field("totalCoupons", totalCoupons)
      writer.field("issuedCoupons", issuedCoupons)
      writer.field("remainingCoupons", remainingCoupons)
      writer.field("startTime", startTime)
      writer.field("endTime", endTime)
      writer.field("perUserLimit", perUserLimit)
      writer.field("state", enumName: state.name, number: state.rawValue)
      writer.field("openedTime", openedTime)
      writer.field("createTime", createTime)
    }
  }
}

extension CouponMessage: JSONRepresentable {
  /// Writes the coupon as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("code", code)
      writer.field("campaignId", campaignID)
      writer.field("userId", userID)
      writer.field("sequence", sequence)
      writer.field("issueTime", issueTime)
    }
  }
}
