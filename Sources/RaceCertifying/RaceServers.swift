internal import LoadSending
internal import NIOCore
internal import RPCClient
internal import RPCCodec

/// The servers of a race: any of them creates its campaign and closes it, and each lists its coupons.
struct RaceServers: Sendable {
  /// The time that a server may take to say that it serves, and to close a campaign: none of them is waited for very
  /// long, as there may be another.
  private static let answerTimeout: Duration = .seconds(10)

  /// The time that a page may take.
  private static let pageTimeout: Duration = .seconds(60)

  private let clients: [CampaignClient]

  init(_ addresses: [ServerAddress], configuration: RPCClientConfiguration) {
    clients = addresses.map { CampaignClient(to: $0, configuration: configuration) }
  }

  /// Ends the connections.
  func disconnect() async {
    for client in clients { await client.close() }
  }

  /// Fails where a server doesn't serve: before anything was created, that costs nothing.
  func demandService() async throws(LoadFailure) {
    for client in clients {
      let status: ServingStatusMessage
      do throws(RPCClientError) {
        status = try await client.call(HealthCheckRequest(), timeout: Self.answerTimeout).status
      } catch {
        throw LoadFailure("no campaign was created, as \(client.address) gives no answer", error)
      }
      guard status == .serving else {
        throw LoadFailure("no campaign was created: \(client.address) says that it doesn't serve")
      }
    }
  }

  /// Creates a campaign by a request that has a key, so that several servers may be asked. Its start is the time at
  /// which the database's clock has reached it; `nil` where no server said.
  func create(
    _ request: CreateCampaignRequest
  ) async throws(LoadFailure) -> (campaign: CampaignMessage, start: NIODeadline?) {
    try await firstAnswer("the campaign can't be created") { client throws(RPCClientError) in
      guard let campaign = try await client.call(request).campaign else {
        throw .malformedResponse("no campaign in it")
      }
      return (campaign, StartClock.deadline(ofCreated: campaign, answeredAt: .now()))
    }
  }

  /// Closes a campaign; it is enough that one server does.
  func close(_ id: Int64) async throws(LoadFailure) {
    try await firstAnswer("campaign \(id) can't be closed, so nothing is certain") { client throws(RPCClientError) in
      _ = try await client.call(CloseCampaignRequest(campaignID: id), timeout: Self.answerTimeout)
    }
  }

  /// Closes a campaign that there will be no race for; returns what the user is told.
  func abandon(_ id: Int64, after failure: LoadFailure) async -> LoadFailure {
    var state = "closed"
    do { try await close(id) } catch { state = "still there: \(error)" }
    return LoadFailure("\(failure); campaign \(id), which was created for it, is \(state)")
  }

  /// Does something on a campaign, which is closed as soon as a stop comes meanwhile: a second stop ends the program at
  /// once, whatever is still awaited.
  func closing<Value: Sendable>(
    _ id: Int64, at stop: StopSignal, _ body: () async throws(LoadFailure) -> Value
  ) async throws(LoadFailure) -> Value {
    let (stops, signal) = AsyncStream.makeStream(of: Void.self)
    // A failure shows when the campaign is closed at the end, as every race's is.
    let closing = Task { for await _ in stops { try? await close(id) } }
    stop.whenStopped { signal.yield() }
    let result = await Result(body)
    signal.finish()
    await closing.value
    return try result.get()
  }

  /// The coupons of a campaign as each server lists them.
  func lists(of id: Int64) async throws(LoadFailure) -> [ServedCampaign] {
    var lists: [ServedCampaign] = []
    for client in clients { lists.append(try await list(of: id, readWith: client)) }
    return lists
  }

  private func firstAnswer<Value>(
    _ attempt: String, _ ask: (CampaignClient) async throws(RPCClientError) -> Value
  ) async throws(LoadFailure) -> Value {
    var failure = LoadFailure("there is no server to ask")
    for client in clients {
      do throws(RPCClientError) {
        return try await ask(client)
      } catch {
        failure = LoadFailure(attempt, error)
      }
    }
    throw failure
  }

  private func list(of id: Int64, readWith client: CampaignClient) async throws(LoadFailure) -> ServedCampaign {
    let digest = CouponDigest(lastSequence: 0)
    var coupons: Int64 = 0
    var last: CampaignMessage?
    do throws(RPCClientError) {
      try await client.forEachPage(from: GetCampaignRequest(campaignID: id), timeout: Self.pageTimeout) { page in
        last = page.campaign
        coupons += Int64(page.coupons.count)
        for coupon in page.coupons {
          digest.add(
            sequence: coupon.sequence, code: coupon.code, user: coupon.userID,
            issueMicroseconds: coupon.issueTime?.microsecondsSinceEpoch ?? 0)
        }
      }
    } catch {
      throw LoadFailure("campaign \(id) can't be read back from \(client.address)", error)
    }
    return ServedCampaign(
      address: client.address.description, totalCoupons: last?.totalCoupons ?? 0,
      issuedCoupons: last?.issuedCoupons ?? 0, remainingCoupons: last?.remainingCoupons ?? 0, coupons: coupons,
      couponsSha256: digest.finish().whole)
  }
}
