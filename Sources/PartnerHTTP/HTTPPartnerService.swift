import AsyncHTTPClient
public import CampaignApplication
import CampaignDomain
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL

/// Speaks HTTP/1.1 to the services of partners. Each exchange resolves the name of the host, checks the address, and
/// connects to the one that was checked; it follows no redirect, repeats nothing, and knows no proxy.
public final class HTTPPartnerService: PartnerService {
  /// The most bytes of an answer's body.
  static let maximumBodyBytes = 64 * 1_024
  /// The most addresses of a host that one request tries, one after the other, until one takes the connection.
  private static let addressLimit = 3

  private let secrets: PartnerSecrets
  private let policy: AddressPolicy
  private let lookup: HostLookup
  private let clients: PartnerClients
  private let places = PartnerPlaces()
  private let time: @Sendable () -> Int64

  /// Signs by `secrets`, and connects where `policy` allows it. `connectTimeout`: the time that a connection may take;
  /// where it is shorter than that of a request, who was not reached is known for sure.
  public convenience init(
    secrets: PartnerSecrets = PartnerSecrets(), policy: AddressPolicy = AddressPolicy(),
    connectTimeout: Duration = .seconds(5)
  ) {
    self.init(secrets: secrets, policy: policy, lookup: HostLookup(), connectTimeout: connectTimeout)
  }

  /// `idleTimeout`: the time for which a connection is kept without a request; `trustRoots`: the authorities whose
  /// certificates count; `time`: seconds since 1970.
  init(
    secrets: PartnerSecrets = PartnerSecrets(), policy: AddressPolicy = AddressPolicy(), lookup: HostLookup,
    connectTimeout: Duration = .seconds(5), idleTimeout: Duration = PartnerClients.idleTimeout,
    trustRoots: NIOSSLTrustRoots = .default,
    time: @escaping @Sendable () -> Int64 = { Int64(Glibc.time(nil)) }
  ) {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    tls.trustRoots = trustRoots
    self.secrets = secrets
    self.policy = policy
    self.lookup = lookup
    clients = PartnerClients(tls: tls, connectTimeout: connectTimeout, idleTimeout: idleTimeout)
    self.time = time
  }

  /// Closes all connections; nothing may be sent any more.
  public func close() async {
    await clients.close()
  }

  /// One exchange. The time limit counts from now, and is for all of it.
  public func send(_ request: PartnerRequest) async -> PartnerReply {
    let start = (wall: ContinuousClock.now, loop: NIODeadline.now())
    let place: PartnerPlaces.Place
    do {
      guard let found = try places.place(of: request) else {
        return .misconfigured("the URL is none that a coupon can be sent to")
      }
      place = found
    } catch {
      return ExchangeFailure.reply(for: error, isSent: false)
    }
    let host = place.parts.host
    switch await lookup.addresses(of: host, until: start.wall + request.timeout) {
    case .failed(let text): return .misconfigured("\(host): \(text)")
    case .found(let addresses):
      var reply: PartnerReply?
      for address in addresses.filter(policy.allows).prefix(Self.addressLimit) {
        let new = await exchange(request, with: place, at: address, until: start.loop + TimeAmount(request.timeout))
        reply = new
        // Where nobody took the connection, another address may: a host may have one that can't be reached from here.
        guard case .unreached = new else { break }
      }
      if let reply { return reply }
      let names = addresses.prefix(Self.addressLimit).map(\.description).joined(separator: ", ")
      return .misconfigured("\(host) is at \(names), where nothing is sent: see --delivery-allow")
    }
  }

  private func exchange(
    _ request: PartnerRequest, with place: PartnerPlaces.Place, at address: IPAddress, until deadline: NIODeadline
  ) async -> PartnerReply {
    let host = place.parts.host
    let client = clients.take(host, at: address)
    defer { clients.giveBack(host, at: address) }
    let delegate = ExchangeDelegate(limit: Self.maximumBodyBytes)
    do {
      let task = client.execute(request: httpRequest(request, to: place), delegate: delegate, deadline: deadline)
      return .answer(answer(try await task.get()))
    } catch {
      return ExchangeFailure.reply(for: error, isSent: delegate.isSent)
    }
  }

  private func httpRequest(_ request: PartnerRequest, to place: PartnerPlaces.Place) -> HTTPClient.Request {
    var headers: HTTPHeaders = [
      "accept": "application/json", "user-agent": "seonchak", "idempotency-key": request.requestID.description,
    ]
    if request.method == .post { headers.add(name: "content-type", value: "application/json") }
    let signature = RequestSignature.headers(
      of: request.requestID, at: time(), body: request.body, secret: secrets.secret(for: place.parts.host))
    for (name, value) in signature { headers.add(name: name, value: value) }
    var httpRequest = place.request
    httpRequest.headers = headers
    if request.method == .post { httpRequest.body = .bytes(request.body) }
    return httpRequest
  }

  private func answer(_ answer: ExchangeDelegate.Answer) -> PartnerAnswer {
    let headers = answer.head.headers
    let retryAfter = headers.first(name: "retry-after").flatMap { RetryAfter.duration($0, now: time()) }
    let locations = headers["location"]
    return PartnerAnswer(
      status: Int(answer.head.status.code), location: locations.count == 1 ? locations.first : nil,
      retryAfter: retryAfter, body: answer.body)
  }
}
