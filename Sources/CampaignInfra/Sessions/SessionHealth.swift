/// The evidence against the sessions of a process: one that went without a word makes the others suspect, and one whose
/// statements a change of the schema made worthless shows that theirs are, too. A pure value.
struct SessionHealth {
  typealias Instant = ContinuousClock.Instant

  enum Verdict {
    case good
    /// The server has to answer a probe before the session is given work.
    case suspect
    /// Only a new session helps.
    case worthless
  }

  private var suspectBefore: Instant?
  private var worthlessBefore: Instant?

  /// A session was found dead, or refused: those not heard of since are suspect.
  mutating func suspect(at now: Instant) {
    suspectBefore = max(suspectBefore ?? now, now)
  }

  /// Statements prepared before are worthless. False: the session that showed it, made at `madeAt`, is one of those of
  /// which that was known.
  mutating func renew(at now: Instant, madeAt: Instant) -> Bool {
    if let worthlessBefore, madeAt < worthlessBefore { return false }
    worthlessBefore = now
    return true
  }

  func verdict(madeAt: Instant, heardAt: Instant) -> Verdict {
    if let worthlessBefore, madeAt < worthlessBefore { return .worthless }
    if let suspectBefore, heardAt < suspectBefore { return .suspect }
    return .good
  }
}
