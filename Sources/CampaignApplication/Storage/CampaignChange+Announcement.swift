public import CampaignDomain

extension CampaignChange {
  /// True when other servers and schedulers are told once this is committed: a start or an end may have come nearer,
  /// and what a server refuses from memory may be over. A caller who waits for a start looks at the clock and needs no
  /// word of it: at an opening nobody waits for what telling costs (PostgreSQL takes a lock of the whole cluster for
  /// it), and nobody is woken.
  public var isAnnounced: Bool {
    transitions.contains { !($0.from == .scheduled && $0.to == .open) }
  }
}
