internal import RPCClient
internal import RPCCodec

/// Reads a campaign from whichever of several servers can be reached.
struct CampaignReader: Sendable {
  private let clients: [CampaignClient]

  init(_ addresses: [ServerAddress], configuration: RPCClientConfiguration) {
    clients = addresses.map { CampaignClient(to: $0, configuration: configuration) }
  }

  func close() async {
    for client in clients { await client.close() }
  }

  /// The campaign without its coupons.
  func campaign(_ id: Int64) async throws(RPCClientError) -> CampaignMessage {
    try await firstAnswer { client throws(RPCClientError) in
      let response = try await client.call(GetCampaignRequest(campaignID: id, omitCoupons: true))
      guard let campaign = response.campaign else { throw .malformedResponse("no campaign in it") }
      return campaign
    }
  }

  /// The counts of the campaign's line.
  func line(of id: Int64) async throws(RPCClientError) -> GetQueueInfoResponse {
    try await firstAnswer { client throws(RPCClientError) in
      try await client.call(GetQueueInfoRequest(campaignID: id))
    }
  }

  /// A value made of every page of the campaign's coupons. A server that is lost on the way is followed by another,
  /// with which it begins anew.
  func folded<Value: Sendable>(
    _ id: Int64, timeout: Duration, into initial: Value, _ add: @Sendable (inout Value, GetCampaignResponse) -> Void
  ) async throws(RPCClientError) -> Value {
    try await firstAnswer { client throws(RPCClientError) in
      var value = initial
      try await client.forEachPage(from: GetCampaignRequest(campaignID: id), timeout: timeout) { add(&value, $0) }
      return value
    }
  }

  /// The answer of the first server that can be reached.
  private func firstAnswer<Value: Sendable>(
    _ ask: (CampaignClient) async throws(RPCClientError) -> Value
  ) async throws(RPCClientError) -> Value {
    var failure = RPCClientError.closed
    for client in clients {
      do {
        return try await ask(client)
      } catch {
        failure = error
        switch error {
        case .unreachable, .connectionLost, .timedOut: continue
        case .status(let status) where status.code == .unavailable: continue
        default: throw error
        }
      }
    }
    throw failure
  }
}
