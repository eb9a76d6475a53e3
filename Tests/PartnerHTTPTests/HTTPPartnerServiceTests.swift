import AsyncHTTPClient
import CampaignApplication
import CampaignDomain
import Dispatch
import Glibc
import NIOCore
import NIOSSL
import PartnerStandIn
import Synchronization
import Testing

@testable import PartnerHTTP

@Suite struct HTTPPartnerServiceTests {
  private static let id = RequestID(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0001)
  private static let body = Array(#"{"code":"가1"}"#.utf8)

  private static func post(_ url: String, timeout: Duration = .seconds(10)) throws -> PartnerRequest {
    PartnerRequest(.post, try #require(try DeliveryURL(url)), requestID: id, body: body, timeout: timeout)
  }

  /// Sends once to a stand-in that reacts so.
  private static func reply(
    to reaction: PartnerReaction, timeout: Duration = .seconds(10)
  ) async throws -> (PartnerReply, [PartnerCall]) {
    let partner = try await PartnerStandIn { _ in reaction }
    let service = HTTPPartnerService(lookup: HostLookup())
    let reply = await service.send(try post("http://127.0.0.1:\(partner.port)/coupons?a=b", timeout: timeout))
    await service.close()
    await partner.stop()
    return (reply, partner.calls)
  }

  @Test func aCouponIsPostedWithItsKeySignedAndTaken() async throws {
    let partner = try await PartnerStandIn()
    let service = HTTPPartnerService(
      secrets: try PartnerSecrets("whsec_Zm9v"), lookup: HostLookup(), time: { 1_700_000_000 })
    let reply = await service.send(try Self.post("http://127.0.0.1:\(partner.port)/coupons?a=b"))
    guard case .answer(let answer) = reply else { throw UnexpectedReply(reply: reply) }
    #expect(answer.status == 200)
    #expect(answer.body == Array(#"{"status":"DONE"}"#.utf8))
    let call = try #require(partner.calls.first)
    #expect(call.method == "POST")
    #expect(call.target == "/coupons?a=b")
    #expect(call.body == String(decoding: Self.body, as: UTF8.self))
    #expect(call.key == Self.id.description)
    #expect(call.headers["content-type"] == "application/json")
    #expect(call.headers["webhook-id"] == Self.id.description)
    #expect(call.headers["webhook-timestamp"] == "1700000000")
    let signature = RequestSignature.signature(
      id: Self.id.description, time: 1_700_000_000, body: Self.body, secret: Array("foo".utf8))
    #expect(call.headers["webhook-signature"] == signature)
    #expect(call.headers["accept-encoding"] == nil)
    #expect(partner.book.takenKeys == [Self.id.description])
    await service.close()
    await partner.stop()
  }

  /// A host may have an address that can't be reached from here, such as one of IPv6.
  @Test func theNextAddressIsTriedWhereNobodyTookTheConnection() async throws {
    let partner = try await PartnerStandIn()
    let service = HTTPPartnerService(
      lookup: HostLookup { _ in .found(["127.0.0.9", "127.0.0.1"].compactMap(IPAddress.init)) })
    let reply = await service.send(try Self.post("http://partner.test:\(partner.port)/coupons"))
    guard case .answer(let answer) = reply else { throw UnexpectedReply(reply: reply) }
    #expect(answer.status == 200)
    #expect(partner.callCount == 1)
    await service.close()
    await partner.stop()
  }

  @Test func withoutASecretNothingIsSigned() async throws {
    let (_, calls) = try await Self.reply(to: PartnerReaction())
    #expect(calls.first?.headers["webhook-signature"] == nil)
  }

  @Test func theMethodIsThatOfTheRequest() async throws {
    let partner = try await PartnerStandIn()
    let service = HTTPPartnerService(lookup: HostLookup())
    for method in [PartnerRequest.Method.get, .delete] {
      let url = try #require(try DeliveryURL("http://127.0.0.1:\(partner.port)/x"))
      _ = await service.send(PartnerRequest(method, url, requestID: Self.id, timeout: .seconds(10)))
    }
    #expect(partner.calls.map(\.method) == ["GET", "DELETE"])
    #expect(partner.calls.map(\.body) == ["", ""])
    await service.close()
    await partner.stop()
  }

  @Test func anAnswerHasItsLocationAndTheTimeToWait() async throws {
    let (reply, _) = try await Self.reply(
      to: PartnerReaction(status: 202, headers: ["location": "/status/1", "retry-after": "7"], body: "{}"))
    #expect(
      reply
        == .answer(PartnerAnswer(status: 202, location: "/status/1", retryAfter: .seconds(7), body: Array("{}".utf8))))
  }

  @Test func aRedirectIsAnAnswerAndNotFollowed() async throws {
    let (reply, calls) = try await Self.reply(to: PartnerReaction(status: 307, headers: ["location": "/elsewhere"]))
    #expect(reply == .answer(PartnerAnswer(status: 307, location: "/elsewhere")))
    #expect(calls.count == 1)
  }

  @Test func noAnswerInTimeMayHaveArrived() async throws {
    let (reply, calls) = try await Self.reply(to: PartnerReaction(delay: .seconds(60)), timeout: .milliseconds(300))
    guard case .unknown = reply else { throw UnexpectedReply(reply: reply) }
    #expect(calls.count == 1)
  }

  @Test(arguments: [PartnerReaction.Cut.before, .after])
  func aConnectionThatIsCutMayHaveArrived(cut: PartnerReaction.Cut) async throws {
    let (reply, calls) = try await Self.reply(to: PartnerReaction(cut: cut))
    guard case .unknown = reply else { throw UnexpectedReply(reply: reply) }
    // It is not sent a second time.
    #expect(calls.count == 1)
  }

  @Test func anAnswerOfMoreThan64KibibytesIsNotTaken() async throws {
    let (reply, _) = try await Self.reply(
      to: PartnerReaction(status: 200, body: String(repeating: "x", count: 64 * 1_024 + 1)))
    #expect(reply == .unknown("the answer has more than 64 KiB"))
    let (largest, _) = try await Self.reply(
      to: PartnerReaction(status: 200, body: String(repeating: "x", count: 64 * 1_024)))
    guard case .answer = largest else { throw UnexpectedReply(reply: largest) }
  }

  @Test func aHeadWithoutEndIsCut() async throws {
    let (reply, _) = try await Self.reply(
      to: PartnerReaction(status: 200, headers: ["x-long": String(repeating: "x", count: 2 * 1_024 * 1_024)]))
    guard case .unknown = reply else { throw UnexpectedReply(reply: reply) }
  }

  @Test func aConnectionThatNobodyTakesReachesNobody() async throws {
    let partner = try await PartnerStandIn()
    await partner.stop()
    let service = HTTPPartnerService(lookup: HostLookup())
    let reply = await service.send(try Self.post("http://127.0.0.1:\(partner.port)/"))
    guard case .unreached = reply else { throw UnexpectedReply(reply: reply) }
    await service.close()
  }

  @Test func inDoubtARequestMayHaveArrived() {
    func reply(_ error: any Error, isSent: Bool = false) -> PartnerReply {
      ExchangeFailure.reply(for: error, isSent: isSent)
    }
    let sure: [any Error] = [
      HTTPClientError.connectTimeout, HTTPClientError.getConnectionFromPoolTimeout,
      IOError(errnoCode: ECONNREFUSED, reason: "connect"),
    ]
    for error in sure {
      guard case .unreached = reply(error), case .unknown = reply(error, isSent: true) else {
        Issue.record("\(error)")
        continue
      }
    }
    let unsure: [any Error] = [
      HTTPClientError.deadlineExceeded, HTTPClientError.cancelled, HTTPClientError.remoteConnectionClosed,
      IOError(errnoCode: ECONNRESET, reason: "read"), ChannelError.ioOnClosedChannel, NIOSSLError.uncleanShutdown,
    ]
    for error in unsure {
      guard case .unknown = reply(error) else {
        Issue.record("\(error)")
        continue
      }
    }
  }

  @Test func aNameThatNobodyKnowsIsTheAddressesFault() async throws {
    let service = HTTPPartnerService(lookup: HostLookup { _ in .failed("Name or service not known") })
    let reply = await service.send(try Self.post("http://partner.test/"))
    #expect(reply == .misconfigured("partner.test: Name or service not known"))
    await service.close()
  }

  @Test func aResolverThatHangsIsNotWaitedForBeyondTheTimeout() async throws {
    let gate = DispatchSemaphore(value: 0)
    defer { gate.signal() }
    let service = HTTPPartnerService(
      lookup: HostLookup { _ in
        gate.wait()
        return .failed("late")
      })
    let reply = await service.send(try Self.post("http://partner.test/", timeout: .milliseconds(100)))
    #expect(reply == .misconfigured("partner.test: the name was not looked up in time"))
    await service.close()
  }

  @Test func anExcludedAddressIsNotConnectedTo() async throws {
    let service = HTTPPartnerService(lookup: HostLookup())
    let reply = await service.send(try Self.post("http://169.254.169.254/latest/meta-data"))
    guard case .misconfigured(let text) = reply else { throw UnexpectedReply(reply: reply) }
    #expect(text.contains("169.254.169.254"))
    await service.close()
  }

  @Test func aNameIsLookedUpAndCheckedEachTime() async throws {
    let partner = try await PartnerStandIn()
    let looks = Mutex(0)
    let service = HTTPPartnerService(
      lookup: HostLookup { _ in
        let count = looks.withLock { count in
          count += 1
          return count
        }
        return .found([count == 1 ? "127.0.0.1" : "169.254.169.254"].compactMap(IPAddress.init))
      }, idleTimeout: .seconds(3_600))
    let request = try Self.post("http://partner.test:\(partner.port)/")
    guard case .answer = await service.send(request) else { throw UnexpectedReply(reply: nil) }
    // The connection to the first address is open still.
    guard case .misconfigured = await service.send(request) else { throw UnexpectedReply(reply: nil) }
    #expect(partner.calls.map { $0.headers["host"] } == ["partner.test:\(partner.port)"])
    await service.close()
    await partner.stop()
  }

  @Test func theAddressThatWasCheckedIsConnectedTo() async throws {
    let partner = try await PartnerStandIn()
    // An excluded address before it is passed by.
    let service = HTTPPartnerService(
      lookup: HostLookup { _ in .found(["fe80::1", "127.0.0.1"].compactMap(IPAddress.init)) })
    guard case .answer = await service.send(try Self.post("http://localhost:\(partner.port)/")) else {
      throw UnexpectedReply(reply: nil)
    }
    await service.close()
    await partner.stop()
  }

  @Test func aConnectionIsUsedAgain() async throws {
    let partner = try await PartnerStandIn()
    // On a busy machine two requests may be further apart than connections are kept.
    let service = HTTPPartnerService(lookup: HostLookup(), idleTimeout: .seconds(3_600))
    for _ in 0..<50 { _ = await service.send(try Self.post("http://127.0.0.1:\(partner.port)/")) }
    #expect(partner.callCount == 50)
    #expect(partner.connectionCount == 1)
    await service.close()
    await partner.stop()
  }

  @Test func aCertificateMustBeOfTheURLsName() async throws {
    let server = try await TLSStandIn()
    let root = try NIOSSLCertificate(bytes: Array(TestCertificate.certificate.utf8), format: .pem)
    let resolver: HostLookup.Resolver = { _ in .found(["127.0.0.1"].compactMap(IPAddress.init)) }
    let trusting = HTTPPartnerService(lookup: HostLookup(resolver: resolver), trustRoots: .certificates([root]))
    let strange = HTTPPartnerService(lookup: HostLookup(resolver: resolver))
    let right = await trusting.send(try Self.post("https://partner.test:\(server.port)/"))
    #expect(right == .answer(PartnerAnswer(status: 200)))
    for reply in [
      await trusting.send(try Self.post("https://other.test:\(server.port)/")),
      await strange.send(try Self.post("https://partner.test:\(server.port)/")),
    ] {
      guard case .misconfigured(let text) = reply else { throw UnexpectedReply(reply: reply) }
      #expect(text.hasPrefix("TLS: "))
    }
    await trusting.close()
    await strange.close()
    await server.stop()
  }

  @Test func aServiceThatSpeaksNoTLSIsSetUpWrongly() async throws {
    let partner = try await PartnerStandIn()
    let service = HTTPPartnerService(lookup: HostLookup())
    let reply = await service.send(try Self.post("https://127.0.0.1:\(partner.port)/", timeout: .seconds(5)))
    guard case .misconfigured = reply else { throw UnexpectedReply(reply: reply) }
    await service.close()
    await partner.stop()
  }
}

struct UnexpectedReply: Error {
  let reply: PartnerReply?
}
