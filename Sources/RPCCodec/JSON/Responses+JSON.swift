extension CreateCampaignResponse: JSONRepresentable {
  /// Writes the response as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
      writer.field("alreadyCreated", alreadyCreated)
    }
  }
}

extension GetCampaignResponse: JSONRepresentable {
  /// Writes the response as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
      writer.field("coupons", coupons)
      writer.field("nextPageToken", nextPageToken)
    }
  }
}

extension ListCampaignsResponse: JSONRepresentable {
  /// Writes the response as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaigns", campaigns)
      writer.field("nextPageToken", nextPageToken)
    }
  }
}

extension IssueCouponResponse: JSONRepresentable {
  /// Writes the response as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("coupon", coupon)
      writer.field("alreadyIssued", alreadyIssued)
    }
  }
}

extension HealthCheckResponse: JSONRepresentable {
  /// Writes the response as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { $0.field("status", enumName: status.name, number: status.rawValue) }
  }
}
