import ArgumentParser
import CampaignApplication
import CampaignDomain
import PartnerHTTP
import ProgramConventions

/// The flags of deliveries.
struct DeliveryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The time within which a service must have answered a delivery. (default: 10s)", valueName: "duration"),
    transform: Duration.timeLimitFlag)
  var deliveryTimeout = Duration.seconds(10)

  @Option(
    help: ArgumentHelp(
      "The time between two looks at a delivery that a service works on. (default: 2s)", valueName: "duration"),
    transform: Duration.timeLimitFlag)
  var deliveryPollInterval = Duration.seconds(2)

  @Option(
    help: "The looks after which such a delivery is sent again, 1 to 1000. (default: 5)",
    transform: { try number($0, in: DeliveryRules.pollCounts) })
  var deliveryMaxPolls: Int32 = 5

  @Option(
    help: "The tries after which a delivery is given up, 1 to 100. (default: 10)",
    transform: { try number($0, in: DeliveryRules.attemptCounts) })
  var deliveryMaxAttempts: Int32 = 10

  @Option(
    help: ArgumentHelp(
      "A file of the secrets by which deliveries are signed: lines of HOST SECRET; a secret alone is for all hosts.",
      valueName: "path"))
  var deliverySecretFile: String?

  @Option(
    help: ArgumentHelp(
      """
      The addresses that deliveries may go to, such as 10.0.0.0/8,192.0.2.7; may be repeated. \
      (default: all but link-local, metadata, multicast, broadcast and unspecified ones)
      """, valueName: "cidr"),
    transform: ranges)
  var deliveryAllow: [[AddressRange]] = []

  var rules: DeliveryRules {
    DeliveryRules(
      timeout: deliveryTimeout, pollInterval: deliveryPollInterval, maximumPolls: deliveryMaxPolls,
      maximumAttempts: deliveryMaxAttempts)
  }

  /// The speaker to the services. Throws where the file of secrets is not as it should be.
  func service() throws(ProgramFailure) -> HTTPPartnerService {
    var secrets = PartnerSecrets()
    do throws(PartnerSecrets.Fault) {
      if let deliverySecretFile { secrets = try PartnerSecrets(file: deliverySecretFile) }
    } catch {
      throw ProgramFailure(
        .localFailure, "campaign-scheduler: --delivery-secret-file \(deliverySecretFile ?? ""): \(error)")
    }
    return HTTPPartnerService(
      secrets: secrets, policy: AddressPolicy(allowing: deliveryAllow.flatMap(\.self)),
      connectTimeout: min(.seconds(5), deliveryTimeout / 2))
  }

  private static func ranges(_ text: String) throws(FlagFault) -> [AddressRange] {
    var ranges: [AddressRange] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = AddressRange(String(part.filter { $0 != " " })) else {
        throw FlagFault("expected addresses or ranges of them, such as 10.0.0.0/8,192.0.2.7,fd00::/8")
      }
      ranges.append(range)
    }
    return ranges
  }

  private static func number(_ text: String, in range: ClosedRange<Int32>) throws(FlagFault) -> Int32 {
    let number = try Int32.flag(text)
    guard range.contains(number) else {
      throw FlagFault("expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
