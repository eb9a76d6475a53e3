import CampaignApplication
import CampaignInfra
import Logging
import ProgramConventions

extension SchedulerCommand {
  /// Says which program this is, what it does and how often.
  func sayStart(to logger: Logger) {
    logger.info("campaign-scheduler starts", metadata: ["version": "\(ProgramVersion.text)"])
    logger.info(
      "jobs",
      metadata: [
        "opened_at_once": .stringConvertible(CampaignEventJob.standardLimit),
        "closed_at_once": .stringConvertible(CampaignEventJob.standardLimit),
      ])
    logger.info(
      "intervals",
      metadata: [
        "longest_sleep": "\(CampaignScheduler.longestSleep.flagText)",
        "retry": "\(CampaignScheduler.retryDelay.flagText)", "lock_timeout": "\(Self.lockTimeout.flagText)",
      ])
  }
}
