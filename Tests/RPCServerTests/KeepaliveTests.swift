import CampaignService
import Glibc
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

/// Clients that are gone without a packet are noticed by the kernel, which has to be told when.
@Suite(.timeLimit(.minutes(1))) struct KeepaliveTests {
  @Test func acceptedSocketsAskTheirPeersAndGiveThemUp() async throws {
    try await withServer(.stubs()) { address, _ in
      let client = try await SocketClient.connect(to: address)
      #expect(try await client.call(Wire.issue(1)).status == nil)
      let socket = try #require(try acceptedSocket(of: client))
      #expect(option(SOL_SOCKET, SO_KEEPALIVE, of: socket) == 1)
      #expect(option(IPPROTO_TCP, TCP_KEEPIDLE, of: socket) == 60)
      #expect(option(IPPROTO_TCP, TCP_KEEPINTVL, of: socket) == 15)
      #expect(option(IPPROTO_TCP, TCP_KEEPCNT, of: socket) == 4)
      #expect(option(IPPROTO_TCP, TCP_USER_TIMEOUT, of: socket) == 120_000)
      try await client.close()
    }
  }

  /// TCP_REPAIR lets a socket be closed without a packet, as a machine does that loses its power. Only root may.
  @Test(.enabled(if: geteuid() == 0)) func aClientThatIsGoneWithoutAPacketLosesItsPlace() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.keepalive.idle = .seconds(1)
    configuration.keepalive.interval = .seconds(1)
    configuration.keepalive.probes = 1
    configuration.maximumConnections = 1
    try await withServer(.stubs(), configuration: configuration) { address, _ in
      try vanish(from: address)
      // The client's place is taken until the kernel has asked in vain.
      while true {
        let client = try await SocketClient.connect(to: address)
        let answer = try? await client.call(Wire.issue(1))
        try await client.close()
        if answer != nil { return }
        await Task.yield()
      }
    }
  }

  /// Connects, is served, and is gone.
  private func vanish(from address: SocketAddress) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let isConnected = address.withSockAddr { connect(descriptor, $0, socklen_t($1)) == 0 }
    try #require(isConnected)
    let request = try Wire.issue(1)
    let sent = request.withUnsafeReadableBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
    #expect(sent == request.readableBytes)
    var byte: UInt8 = 0
    #expect(recv(descriptor, &byte, 1, 0) == 1)
    var on: Int32 = 1
    try #require(setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_REPAIR, &on, 4) == 0)
  }

  /// The server's end of a client's connection: this process has both.
  private func acceptedSocket(of client: SocketClient) throws -> Int32? {
    let peer = try #require(client.localAddress?.port)
    return (0..<1_024).first { descriptor in
      // A sockaddr_in: two bytes of family, then the port, high byte first.
      var place = [UInt8](repeating: 0, count: 128)
      var length = socklen_t(place.count)
      let hasPeer = place.withUnsafeMutableBytes { place in
        getpeername(descriptor, place.assumingMemoryBound(to: sockaddr.self).baseAddress, &length) == 0
      }
      return hasPeer && Int32(place[0]) == AF_INET && Int(place[2]) << 8 | Int(place[3]) == peer
    }
  }

  private func option(_ level: Int32, _ name: Int32, of descriptor: Int32) -> Int32? {
    var value: Int32 = -1
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, level, name, &value, &length) == 0 ? value : nil
  }

  private func option(_ level: Int, _ name: Int32, of descriptor: Int32) -> Int32? {
    option(Int32(level), name, of: descriptor)
  }
}
