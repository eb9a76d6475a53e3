import CampaignService
import RPCCodec

/// What a call ended with, on its way to the connection.
enum Answer: Sendable {
  case message(any WireMessage)
  case page(EncodedPage)
  case failure(CallError)
}
