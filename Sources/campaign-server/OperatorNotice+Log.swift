import CampaignApplication
import Logging

extension OperatorNotice {
  /// Writes it to the log of a server that goes on.
  func write(to logger: Logger) {
    switch self {
    case .campaignLeftOut(let id, _): logger.error("\(self)", metadata: ["campaign": "\(id)"])
    case .campaignIDTaken: logger.warning("\(self)")
    }
  }
}
