import CLibPQ
import Glibc
import TestDatabase
import Testing

@testable import CampaignInfra

@Suite(.timeLimit(.minutes(1))) struct PostgresConnectorTests {
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase()
  }

  /// The database's URL with these hosts before its own, and these parameters.
  private func configuration(
    before hosts: String = "", parameters: String = "", access: PostgresAccess = .readWrite
  ) throws -> PostgresConfiguration {
    let url = database.url.replacing("@", with: hosts.isEmpty ? "@" : "@\(hosts),")
    return PostgresConfiguration(
      url: try DatabaseURL(parameters.isEmpty ? url : "\(url)?\(parameters)"), applicationName: "test", access: access)
  }

  private func refusal(_ configuration: PostgresConfiguration) -> ConnectFailure? {
    do throws(PostgresError) {
      _ = try configuration.connect()
      return nil
    } catch {
      guard case .cannotConnect(let failure) = error else { return nil }
      return failure
    }
  }

  private func option(_ level: Int32, _ name: Int32, of connection: PostgresConnection) -> Int32 {
    var value: Int32 = -1
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(PQsocket(connection.pointer), level, name, &value, &length)
    return value
  }

  @Test func aDeadPeerIsNoticedUnlessTheURLSaysHowSoon() throws {
    let ours = try configuration().connect()
    #expect(option(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, of: ours) == 3_000)
    #expect(option(SOL_SOCKET, SO_KEEPALIVE, of: ours) == 1)
    #expect(option(Int32(IPPROTO_TCP), TCP_KEEPIDLE, of: ours) == 5)
    #expect(option(Int32(IPPROTO_TCP), TCP_KEEPINTVL, of: ours) == 1)
    #expect(option(Int32(IPPROTO_TCP), TCP_KEEPCNT, of: ours) == 3)
    let theirs = try configuration(parameters: "tcp_user_timeout=12345&keepalives_idle=77&keepalives_count=9").connect()
    #expect(option(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, of: theirs) == 12_345)
    #expect(option(Int32(IPPROTO_TCP), TCP_KEEPIDLE, of: theirs) == 77)
    #expect(option(Int32(IPPROTO_TCP), TCP_KEEPINTVL, of: theirs) == 1)
    #expect(option(Int32(IPPROTO_TCP), TCP_KEEPCNT, of: theirs) == 9)
  }

  @Test func aHostThatIsSilentHasTwoSecondsAndTheNextIsTaken() throws {
    let mute = try PeerSocket.mute()
    defer { withExtendedLifetime(mute) {} }
    let took = try ContinuousClock().measure {
      let connection = try configuration(before: mute.address).connect()
      #expect(connection.isIdle && database.url.contains("@\(connection.host)/"))
    }
    #expect(took < .seconds(4), "\(took)")
  }

  @Test func theURLsOwnTimeLimitHolds() throws {
    let configuration = try configuration(parameters: "connect_timeout=7")
    #expect(try ConnectionParameters(configuration).hostTimeout == .seconds(7))
    #expect(try ConnectionParameters(self.configuration(parameters: "connect_timeout=1")).hostTimeout == .seconds(2))
    #expect(try ConnectionParameters(self.configuration()).hostTimeout == .seconds(2))
    // No limit, libpq's meaning of 0, becomes a long one.
    #expect(try ConnectionParameters(self.configuration(parameters: "connect_timeout=0")).hostTimeout == .seconds(600))
  }

  @Test func hostsThatAreAwayAreNamedWithTheirReasonsInOrder() throws {
    let (mute, closing) = (try PeerSocket.mute(), try PeerSocket.answering([]))
    defer { withExtendedLifetime((mute, closing)) {} }
    let configuration = PostgresConfiguration(
      url: try DatabaseURL("postgresql://a:secret@\(mute.address),\(closing.address),127.0.0.1:1,nowhere.invalid:2/d"),
      applicationName: "test", connectTimeout: .milliseconds(100))
    let failure = try #require(refusal(configuration))
    #expect(failure.attempts.map(\.host) == [mute.address, closing.address, "127.0.0.1:1", "nowhere.invalid:2"])
    #expect(failure.attempts.allSatisfy { $0.cause == .unreachable && !$0.reason.isEmpty })
    #expect(failure.attempts[0].reason == "no answer within 100 ms")
    #expect(failure.isWorthWaitingFor)
    #expect(!failure.description.contains("secret") && !failure.description.contains("\n"))
  }

  @Test(arguments: [Array("HTTP/1.1 400 Bad Request\r\n".utf8), Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)])
  func whoeverIsNotPostgreSQLIsNotWaitedFor(answer: [UInt8]) throws {
    let peer = try PeerSocket.answering(answer)
    defer { withExtendedLifetime(peer) {} }
    let configuration = PostgresConfiguration(
      url: try DatabaseURL("postgresql://a@\(peer.address)/d?gssencmode=disable"), applicationName: "test")
    let failure = try #require(refusal(configuration))
    #expect(failure.attempts.map(\.cause) == [.incompatible], "\(failure)")
    #expect(!failure.isWorthWaitingFor)
  }

  @Test func aWrongPasswordIsToldWithItsStateAndTheHostsBehindItAreNotAsked() throws {
    let wrong = database.url.replacing(/:[^:@]*@/, with: ":wrong@").replacing(/@([^\/]*)/) { "\($0.0),127.0.0.1:1" }
    let failure = try #require(
      refusal(PostgresConfiguration(url: try DatabaseURL(wrong), applicationName: "test")))
    #expect(failure.attempts.count == 1)
    #expect(failure.state?.rawValue == "28P01")
    #expect(failure.description.contains("28P01: ") && !failure.description.contains("LOCATION"))
  }

  @Test func whatWeCantSayIsNotWaitedFor() throws {
    let without = database.url.replacing(/:[^:@]*@/, with: "@")
    for url in [without, "\(database.url)?sslmode=require"] {
      let failure = try #require(refusal(PostgresConfiguration(url: try DatabaseURL(url), applicationName: "test")))
      #expect(failure.attempts.map(\.cause) == [.incompatible], "\(failure)")
    }
  }

  @Test func aDatabaseThatIsNotThereAndARoleThatIsFullAreToldByTheirStates() throws {
    let none = database.url.replacing(/\/[^\/]*$/, with: "/none")
    #expect(
      refusal(PostgresConfiguration(url: try DatabaseURL(none), applicationName: "test"))?.state?.rawValue == "3D000")
    let role = "full_\(UInt32.random(in: 0...UInt32.max))"
    try database.query("CREATE ROLE \(role) LOGIN PASSWORD 'p' CONNECTION LIMIT 0")
    defer { _ = try? database.query("DROP ROLE \(role)") }
    let url = database.url.replacing(/\/\/[^@]*@/, with: "//\(role):p@")
    let failure = try #require(refusal(PostgresConfiguration(url: try DatabaseURL(url), applicationName: "test")))
    #expect(failure.state == .tooManyConnections && failure.isWorthWaitingFor)
  }

  @Test func aSessionThatIsNotWhatTheURLAsksForIsNotTaken() throws {
    let readOnly = "options=-cdefault_transaction_read_only%3Don"
    let host = String(database.url.firstMatch(of: /@([^\/]*)/)?.output.1 ?? "")
    let refused: [(String, PostgresAccess, String)] = [
      ("target_session_attrs=read-write&\(readOnly)", .readWrite, ""), (readOnly, .readWrite, host),
      ("target_session_attrs=prefer-standby&\(readOnly)", .readWrite, host),
      ("target_session_attrs=read-only", .any, host), ("target_session_attrs=standby", .any, host),
    ]
    for (parameters, access, before) in refused {
      let configuration = try configuration(before: before, parameters: parameters, access: access)
      let failure = try #require(refusal(configuration), "\(parameters)")
      #expect(failure.attempts.allSatisfy { $0.cause == .unsuitable })
      #expect(try configuration.connectToProbe().isIdle)
    }
    let taken: [(String, PostgresAccess, String)] = [
      (readOnly, .readWrite, ""), (readOnly, .any, host), ("", .readWrite, host),
      ("target_session_attrs=prefer-standby", .any, host), ("target_session_attrs=read-only&\(readOnly)", .any, host),
      ("target_session_attrs=primary", .readWrite, ""),
    ]
    for (parameters, access, before) in taken {
      let connection = try configuration(before: before, parameters: parameters, access: access).connect()
      #expect(connection.settings.isReadOnly == parameters.contains("read_only"))
    }
  }

  @Test func connectingEndsWhenItIsInterrupted() async throws {
    let (mute, interruption) = (try PeerSocket.mute(), Interruption())
    defer { withExtendedLifetime(mute) {} }
    let configuration = PostgresConfiguration(
      url: try DatabaseURL("postgresql://a@\(mute.address),127.0.0.1:1/d?connect_timeout=0"), applicationName: "test")
    async let failed = onThread { () -> ConnectFailure? in
      do throws(PostgresError) {
        _ = try configuration.connect(unless: interruption)
      } catch {
        if case .cannotConnect(let failure) = error { return failure }
      }
      return nil
    }
    interruption.interrupt()
    let failure = try #require(try await failed)
    #expect(failure.attempts.map(\.cause) == [.interrupted] && !failure.isWorthWaitingFor)
  }

  @Test func aStatementEndsWhenItIsInterrupted() async throws {
    let interruption = Interruption()
    let configuration = try configuration()
    async let ended = onThread { () -> PostgresError? in
      do throws(PostgresError) {
        let connection = try configuration.connect(unless: interruption)
        defer { connection.cancelStatement(within: .seconds(10)) }
        try connection.run(script: "SELECT pg_sleep(50)", within: .seconds(60))
      } catch { return error }
      return nil
    }
    let sleeps = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    #expect(try await eventually { try database.value(sleeps) == "1" })
    interruption.interrupt()
    #expect(try await ended == .connectionLost("interrupted"))
    // The statement is cancelled, for nobody would read its result.
    #expect(try await eventually { try database.value(sleeps) == "0" })
  }

  @Test func theDeadlineGoesBeforeEachHostsTime() throws {
    let mute = try PeerSocket.mute()
    defer { withExtendedLifetime(mute) {} }
    let configuration = PostgresConfiguration(
      url: try DatabaseURL("postgresql://a@\(mute.address),\(mute.address)/d?connect_timeout=50"),
      applicationName: "test")
    #expect(throws: PostgresError.self) { try configuration.connect(until: .now + .milliseconds(50)) }
  }
}
