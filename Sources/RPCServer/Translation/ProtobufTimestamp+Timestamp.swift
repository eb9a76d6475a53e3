import CampaignDomain
import RPCCodec

extension ProtobufTimestamp {
  /// The message of a time.
  init(_ timestamp: Timestamp) {
    self.init(microsecondsSinceEpoch: timestamp.microsecondsSinceEpoch)
  }
}
