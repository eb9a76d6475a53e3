import ArgumentParser
import CampaignDomain
import ProgramConventions

/// The flags of compensations and of alerts.
struct CompensationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The time from a try to give a coupon back to the next, behind three that follow at once. (default: 60s)",
      valueName: "duration"),
    transform: Duration.timeLimitFlag)
  var compensationInterval = Duration.seconds(60)

  @Option(
    help: ArgumentHelp(
      """
      Told by POST, until it answers 2xx, of each compensation that FAILED and of each campaign whose deliveries stand \
      still.
      """, valueName: "url"),
    transform: url)
  var alertURL: DeliveryURL?

  private static func url(_ text: String) throws(FlagFault) -> DeliveryURL {
    do throws(FieldFault) {
      if let url = try DeliveryURL(text) { return url }
    } catch {
      throw FlagFault("it \(error.description)")
    }
    throw FlagFault("expected an address, such as https://alerts.example/hook")
  }
}
