internal import RPCCodec

extension Console {
  /// Writes a response that is about a campaign; people read the sentence before it, where there is one.
  func write(_ response: some JSONRepresentable, of campaign: CampaignMessage?, after sentence: String = "") throws {
    guard let campaign else { throw failure(.emptyResponse) }
    try write(response) {
      (sentence.isEmpty ? "" : sentence + "\n") + CampaignView(wording: wording).text(campaign)
    }
  }
}
