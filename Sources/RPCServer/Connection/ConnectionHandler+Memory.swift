import CampaignService

/// What a burst of calls took is given back when the connection has been without calls for a moment: bursts that follow each
/// other closely use it again.
extension ConnectionHandler {
  /// Calls may have ended.
  func giveBackMemoryLater() {
    guard machine.callsInFlight == 0, !isGivingBack, holdsMemoryOfBurst else { return }
    isGivingBack = true
    outbox.schedule(in: environment.timings.idleDelay) { $0.giveBackMemory() }
  }

  private var holdsMemoryOfBurst: Bool {
    machine.callCapacity > CallSlots<InFlightCall>.keptCount
      || deliveredEntries.capacity > CallSlots<InFlightCall>.keptCount
  }

  private func giveBackMemory() {
    isGivingBack = false
    guard machine.callsInFlight == 0, !isInTurn else { return }
    environment.freedMemory.note(machine.shrink() + deliveredEntries.giveBack() + outbox.shrink())
  }
}
