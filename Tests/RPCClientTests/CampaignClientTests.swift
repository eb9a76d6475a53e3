import NIOCore
import NIOPosix
import ProcessHarness
import RPCClient
import RPCCodec
import ScriptedServer
import Synchronization
import Testing

/// The client against a server that answers what a test wants, over a real socket.
@Suite(.timeLimit(.minutes(1)))
struct CampaignClientTests {
  private func withClient(
    _ configuration: RPCClientConfiguration = RPCClientConfiguration(),
    script: @escaping ScriptedServer.Script,
    _ body: (CampaignClient, ScriptedServer) async throws -> Void
  ) async throws {
    let server = try await ScriptedServer.start(script)
    let client = try await CampaignClient.connect(
      to: ServerAddress(host: "127.0.0.1", port: server.port), configuration: configuration)
    do {
      try await body(client, server)
    } catch {
      await client.close()
      await server.stop()
      throw error
    }
    await client.close()
    await server.stop()
  }

  private func expectServing(_ client: CampaignClient) async throws {
    let answer = try await client.call(HealthCheckRequest())
    #expect(answer.status == .serving)
  }

  /// The error that a call ends with, if it does.
  private func failure<Answer>(of call: () async throws -> Answer) async -> RPCClientError? {
    do {
      _ = try await call()
      return nil
    } catch {
      return error as? RPCClientError
    }
  }

  private var retrying: RPCClientConfiguration {
    var configuration = RPCClientConfiguration()
    configuration.retryPolicy = RetryPolicy(
      maximumAttempts: 4, backoff: Backoff(base: .milliseconds(1), maximum: .milliseconds(2)))
    configuration.reconnectBackoff = Backoff(base: .milliseconds(1), maximum: .milliseconds(2))
    return configuration
  }

  @Test func eachMethodTakesItsRequestAndGivesItsAnswer() async throws {
    let campaign = CampaignMessage(id: 7, name: "추석", totalCoupons: 10)
    try await withClient { call in
      switch call.method {
      case "CreateCampaign": .message(CreateCampaignResponse(campaign: campaign))
      case "GetCampaign": .message(GetCampaignResponse(campaign: campaign))
      case "ListCampaigns": .message(ListCampaignsResponse(campaigns: [campaign]))
      case "IssueCoupon": .message(IssueCouponResponse(coupon: CouponMessage(code: "가나다"), alreadyIssued: true))
      case "PauseCampaign": .message(PauseCampaignResponse(campaign: campaign))
      case "ResumeCampaign": .message(ResumeCampaignResponse(campaign: campaign))
      case "CloseCampaign": .message(CloseCampaignResponse(campaign: campaign))
      case "Check": .message(HealthCheckResponse(status: .serving))
      default: .status(RPCStatus(code: .unimplemented, message: call.method))
      }
    } _: { client, _ in
      #expect(try await client.call(CreateCampaignRequest(name: "추석")).campaign == campaign)
      #expect(try await client.call(GetCampaignRequest(campaignID: 7)).campaign == campaign)
      #expect(try await client.call(ListCampaignsRequest()).campaigns == [campaign])
      let issued = try await client.call(IssueCouponRequest(campaignID: 7, userID: "minji"))
      #expect(issued.coupon?.code == "가나다" && issued.alreadyIssued)
      #expect(try await client.call(PauseCampaignRequest(campaignID: 7)).campaign == campaign)
      #expect(try await client.call(ResumeCampaignRequest(campaignID: 7)).campaign == campaign)
      #expect(try await client.call(CloseCampaignRequest(campaignID: 7)).campaign == campaign)
      try await expectServing(client)
    }
  }

  @Test func anErrorAnswerIsThrownWithItsDetails() async throws {
    try await withClient { _ in
      .status(scriptedStatus(.failedPrecondition, "SOLD_OUT"))
    } _: { client, _ in
      let error = await failure { try await client.call(IssueCouponRequest(campaignID: 1)) }
      guard case .status(let status) = error else {
        Issue.record("it is \(String(describing: error))")
        return
      }
      #expect(status.code == .failedPrecondition && status.reason == "SOLD_OUT")
    }
  }

  @Test func theServerLearnsTheTimeLeftAndTheLanguage() async throws {
    let seen = Mutex<ScriptedCall?>(nil)
    var configuration = RPCClientConfiguration()
    configuration.metadata = [MetadataEntry(key: "accept-language", value: "ko")]
    try await withClient(configuration) { call in
      seen.withLock { $0 = call }
      return .message(HealthCheckResponse())
    } _: { client, _ in
      _ = try await client.call(HealthCheckRequest(), timeout: .seconds(5))
    }
    let call = try #require(seen.withLock { $0 })
    #expect(call.timeoutNanoseconds > 0 && call.timeoutNanoseconds <= 5_000_000_000)
    #expect(call.metadata == [MetadataEntry(key: "accept-language", value: "ko")])
  }

  @Test func aThousandCallsAtOnceEachGetTheirOwnAnswer() async throws {
    try await withClient { call in
      let request = try? call.request(as: IssueCouponRequest.self)
      return .message(IssueCouponResponse(coupon: CouponMessage(code: request?.userID ?? "")))
    } _: { client, _ in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<1_000 {
          group.addTask {
            let answer = try await client.call(IssueCouponRequest(campaignID: 1, userID: "user-\(index)"))
            return answer.coupon?.code == "user-\(index)"
          }
        }
        for try await isOwn in group { #expect(isOwn) }
      }
    }
  }

  @Test func aCallWithoutAnAnswerTimesOutAndTheConnectionLivesOn() async throws {
    try await withClient { call in
      call.method == "Check" ? .message(HealthCheckResponse(status: .serving)) : .silence
    } _: { client, _ in
      #expect(
        await failure { try await client.call(GetCampaignRequest(campaignID: 1), timeout: .milliseconds(50)) }
          == .timedOut)
      try await expectServing(client)
    }
  }

  @Test func aCutConnectionFailsEveryCallAndIsMadeAgain() async throws {
    try await withClient { call in
      call.method == "Check" ? .message(HealthCheckResponse(status: .serving)) : .cut
    } _: { client, _ in
      #expect(await failure { try await client.call(IssueCouponRequest(campaignID: 1)) } == .connectionLost)
      try await expectServing(client)
    }
  }

  @Test func nobodyListeningIsUnreachable() async throws {
    let reserved = try ReservedPort()
    let port = try #require(reserved.address.split(separator: ":").last.flatMap { Int($0) })
    let error = await failure {
      try await CampaignClient.connect(to: ServerAddress(host: "127.0.0.1", port: port))
    }
    guard case .unreachable(let reason) = error else {
      Issue.record("it is \(String(describing: error))")
      return
    }
    #expect(reason.contains(reserved.address) && reason.contains("refused"))
  }

  @Test func garbageFromTheServerIsMalformed() async throws {
    try await withClient { _ in
      .bytes { _ in ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n") }
    } _: { client, _ in
      let error = await failure { try await client.call(HealthCheckRequest()) }
      guard case .malformedResponse = error else {
        Issue.record("it is \(String(describing: error))")
        return
      }
    }
  }

  @Test func anAnswerOfAnotherMessageIsMalformedAndTheConnectionLivesOn() async throws {
    let broken = Atomic(true)
    try await withClient { _ in
      guard broken.exchange(false, ordering: .relaxed) else { return .message(HealthCheckResponse(status: .serving)) }
      return .bytes { streamID in
        var buffer = ByteBuffer()
        // The payload is field 1 as a string, where a number belongs.
        let data = ByteBuffer(bytes: [0x12, 0x03, 0x0A, 0x01, 0x41])
        FrameEncoder.append(streamID: streamID, type: FrameType.response, data: data, to: &buffer)
        return buffer
      }
    } _: { client, _ in
      let error = await failure { try await client.call(HealthCheckRequest()) }
      guard case .malformedResponse = error else {
        Issue.record("it is \(String(describing: error))")
        return
      }
      try await expectServing(client)
    }
  }

  @Test func aCancelledTaskDropsItsCall() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withClient { _ in
      arrived.yield()
      return .silence
    } _: { client, _ in
      let task = Task { try await client.call(HealthCheckRequest()) }
      for await _ in arrivals { break }
      task.cancel()
      #expect(await failure { try await task.value } == .cancelled)
    }
  }

  @Test func closingTheClientFailsItsCalls() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withClient { _ in
      arrived.yield()
      return .silence
    } _: { client, _ in
      let task = Task { try await client.call(HealthCheckRequest()) }
      for await _ in arrivals { break }
      await client.close()
      #expect(await failure { try await task.value } == .closed)
      #expect(await failure { try await client.call(HealthCheckRequest()) } == .closed)
    }
  }

  @Test func nothingIsRetriedUnlessAskedFor() async throws {
    let calls = Atomic(0)
    try await withClient { _ in
      calls.add(1, ordering: .relaxed)
      return .status(scriptedStatus(.unavailable, "DRAINING"))
    } _: { client, _ in
      #expect(await failure { try await client.call(HealthCheckRequest()) } != nil)
    }
    #expect(calls.load(ordering: .relaxed) == 1)
  }

  @Test func anUnavailableServerIsAskedAgain() async throws {
    let calls = Atomic(0)
    try await withClient(retrying) { _ in
      calls.add(1, ordering: .relaxed).newValue < 3
        ? .status(scriptedStatus(.unavailable, "DATABASE_UNAVAILABLE"))
        : .message(HealthCheckResponse(status: .serving))
    } _: { client, _ in
      try await expectServing(client)
    }
    #expect(calls.load(ordering: .relaxed) == 3)
  }

  @Test func anIssueWithAKeyIsRepeatedAfterACutAndOneWithoutIsNot() async throws {
    let calls = Atomic(0)
    try await withClient(retrying) { _ in
      calls.add(1, ordering: .relaxed).newValue % 2 == 1 ? .cut : .message(IssueCouponResponse(alreadyIssued: true))
    } _: { client, _ in
      let answer = try await client.call(IssueCouponRequest(campaignID: 1, idempotencyKey: "k"))
      #expect(answer.alreadyIssued)
      #expect(
        await failure { try await client.call(IssueCouponRequest(campaignID: 1, userID: "u")) }
          == .connectionLost)
    }
    #expect(calls.load(ordering: .relaxed) == 3)
  }

  @Test func retriesEndWithTheCallsTime() async throws {
    var configuration = retrying
    configuration.retryPolicy.maximumAttempts = .max
    try await withClient(configuration) { _ in
      .status(scriptedStatus(.unavailable, "DRAINING", retryAfter: .seconds(3_600)))
    } _: { client, _ in
      let error = await failure { try await client.call(HealthCheckRequest(), timeout: .seconds(5)) }
      guard case .status = error else {
        Issue.record("it is \(String(describing: error))")
        return
      }
    }
  }

  @Test func pagesAreReadToTheLastOne() async throws {
    try await withClient { call in
      guard let request = try? call.request(as: GetCampaignRequest.self) else { return .cut }
      let page = Int64(request.pageToken) ?? 0
      return .message(
        GetCampaignResponse(
          campaign: CampaignMessage(id: request.campaignID, issuedCoupons: page + 1),
          coupons: [CouponMessage(code: "c\(page)", sequence: page + 1)],
          nextPageToken: page < 4 ? String(page + 1) : ""))
    } _: { client, _ in
      var pages: [GetCampaignResponse] = []
      try await client.forEachPage(from: GetCampaignRequest(campaignID: 9)) { pages.append($0) }
      #expect(pages.flatMap(\.coupons).map(\.sequence) == [1, 2, 3, 4, 5])
      #expect(pages.last?.campaign?.issuedCoupons == 5)
    }
  }

  @Test func pagesThatLeadNowhereEnd() async throws {
    try await withClient { _ in
      .message(GetCampaignResponse(coupons: [CouponMessage(code: "c")], nextPageToken: "again"))
    } _: { client, _ in
      #expect(
        await failure { try await client.forEachPage(from: GetCampaignRequest(campaignID: 9)) { _ in } }
          == RPCClientError.malformedResponse("a page that leads to no other page"))
    }
  }
}
