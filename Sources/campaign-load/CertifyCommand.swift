import ArgumentParser
import CampaignInfra
import LoadSending
import ProgramConventions
import RPCClient
import RaceCertifying

/// `campaign-load certify`: a race with a certificate, and the check of one.
struct CertifyCommand: AsyncParsableCommand, ExclusiveFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Runs a race on a campaign of its own, proves it against the database, and writes a certificate.",
    discussion: """
      The campaign is created for the race and closed after it, so that the certificate can be checked at any later \
      time: with --check against the database, with --check and --offline by its digests. Each difference is named with \
      its place in the document. docs/race-certificate.md describes the document, and what a check \
      can and can't prove. The race begins at the campaign's start by the database's clock.

      SIGINT and SIGTERM end the sending and close the campaign; what was sent is certified. A second one ends the program \
      at once, without a certificate.

      Exit status: 0 every invariant held, or nothing differs; 99 otherwise; 130 interrupted; 1 it could not be run, read, \
      checked or written, or nobody was served; 98 a threshold of --fail-on was exceeded; 2 wrong usage. The first \
      of these that applies counts.
      """)

  // A check goes before what the environment holds for races.
  static var exclusiveFlags: [[String]] {
    [["requests", "rate"], ["requests", "duration"], ["concurrency", "rate"]]
      + (CertifyFlags.givenFlags.map(\.name) + ["fail-on", "output", "commit"]).map { ["check", $0] }
  }

  @OptionGroup var race: CertifyFlags

  @OptionGroup var database: DatabaseOptions

  @Option(help: ArgumentHelp("Writes the certificate to a file; - is standard output (default: -).", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The commit that the programs were built from, for the certificate (default: it names none).",
      valueName: "commit"))
  var commit: String?

  @OptionGroup var thresholds: ThresholdFlags

  @Option(
    help: ArgumentHelp("Checks a certificate in place of running a race.", valueName: "file"))
  var check: String?

  @Flag(help: "With --check: looks at the certificate alone, without the database.")
  var offline = false

  func validate() throws {
    if offline, check == nil { throw ValidationError("--offline goes with --check FILE, the certificate to look at") }
    if check != nil, !thresholds.all.isEmpty { throw ValidationError("--fail-on is about a race: leave --check out") }
    if check != nil, output != nil { throw ValidationError("--check writes no certificate: leave --output out") }
    if check != nil, commit != nil { throw ValidationError("--check writes no certificate: leave --commit out") }
    if check != nil, let flag = CertifyFlags.givenFlags.first(where: { $0.isGiven(race) }) {
      throw ValidationError("--\(flag.name) is about a race: leave --check out")
    }
  }

  func run() async throws {
    if let check { try await self.check(check) } else { try await certify() }
  }

  private func certify() async throws {
    let (load, database) = (try race.load(), try CertificateDatabase(database))
    let certification = try LoadCommand.make { () throws(LoadFailure) in
      // It is audited to the end, whatever signals come: a race that was run has to be proven.
      try RaceCertification(
        coupons: race.stock, perUserLimit: race.limit, startIn: race.startIn ?? .seconds(3), load: load,
        auditor: database.auditor(), version: ProgramVersion.text, commit: commit)
    }
    let file = try OutputFile(output ?? "-")
    try await database.wait()
    let document = try await LoadCommand.untilSignal(notice: Self.notice) { stop, display throws(LoadFailure) in
      try await certification.run(until: stop, tellingEach: display.interval) { display.show($0) }
    }
    let exceeded = document.exceeded(of: thresholds.all)
    try RunEnding.write(
      [(file, document.text)], text: document.summary(exceeded: exceeded) + "\n",
      verdict: document.verdict(exceeded: exceeded))
  }

  private static let notice =
    ", and may leave the race's campaign open ('campaignctl campaign list' shows it as race certificate)"
}
