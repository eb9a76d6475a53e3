import CampaignApplication

/// What a handler gets to know of a call beside its message.
struct CallContext: Sendable {
  /// Clock and fate of the call.
  let call: Call
  /// The stream that waits for the answer.
  let streamID: UInt32
  /// Who calls, as it is written down with what they change: the peer's address.
  let actor: String
}
