import ArgumentParser
import PartnerStandIn
import ProgramConventions
import RPCCodec

/// `campaign-load partner`: a service that takes coupons, in place of a partner's.
struct PartnerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "partner",
    abstract: "Stands in for a partner's service, which delivered coupons are handed to.",
    discussion: """
      Takes what campaign-scheduler delivers to http://HOST:PORT/ of a campaign with such a --delivery-url, keeps a book \
      of the keys, and answers as docs/queue.md asks of partners. SIGINT or SIGTERM ends it; then it writes its book.

      Exit status: 0 it was told to end; 1 it can't listen or write its book; 2 wrong usage.
      """)

  @Option(
    help: ArgumentHelp(
      "The address to listen at; port 0 takes a free one (default: 127.0.0.1:7480).", valueName: "host:port"),
    transform: Endpoint.listening)
  var listen = Endpoint(host: "127.0.0.1", port: 7480)

  @Option(help: "The time before each answer (default: 0s).", transform: Duration.waitFlag)
  var delay = Duration.zero

  @Option(
    parsing: .unconditional, help: "Refuses one in so many coupons for good (default: none).",
    transform: { try interval($0) })
  var refuseEvery: Int?

  @Option(
    parsing: .unconditional,
    help: "Cuts the connection of one in so many requests, in turn before and after its book has it (default: none).",
    transform: { try interval($0) })
  var dropEvery: Int?

  @Option(
    help: ArgumentHelp("Writes the book as JSON when it ends (default: nowhere).", valueName: "file"))
  var book: String?

  func run() async throws {
    ServiceProgram.takeOverSignals()
    let output = try book.map { try OutputFile($0, mustBeFile: "--book") }
    let plan = PartnerPlan(delay: delay, refuseEvery: refuseEvery, dropEvery: dropEvery)
    let partner: PartnerStandIn
    do {
      partner = try await PartnerStandIn(
        host: listen.host, port: listen.port, callLimit: 0, reaction: plan.reaction)
    } catch {
      throw ProgramFailure(.localFailure, "error: can't listen at \(listen): \(error)")
    }
    ServiceLog.announce("listening on \(Endpoint(host: listen.host, port: partner.port))")
    await ServiceProgram.waitForFirstSignal()
    await partner.stop()
    try output?.write(Self.text(of: partner.book, requests: partner.callCount))
  }

  private static func interval(_ text: String) throws(FlagFault) -> Int {
    let number = try Int.flag(text)
    guard number > 0 else { throw FlagFault("expected a number from 1 on") }
    return number
  }

  /// The book as JSON.
  private static func text(of book: PartnerBook, requests: Int) -> String {
    func keys(_ wanted: PartnerBook.Page) -> [String] {
      book.pages.filter { $0.value == wanted }.map(\.key).sorted()
    }
    var writer = JSONWriter(layout: .pretty)
    writer.object { writer in
      writer.member("requests") { $0.number(Int32(clamping: requests)) }
      for (name, keys) in [
        ("taken", book.takenKeys), ("refused", keys(.refused)), ("closed", keys(.closed)),
        ("double_codes", book.doubleCodes),
      ] {
        writer.member(name) { $0.array(keys) { $0.string($1) } }
      }
    }
    return writer.text + "\n"
  }
}
