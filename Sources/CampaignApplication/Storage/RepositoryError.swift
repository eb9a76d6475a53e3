/// The errors between a use case and its storage. A storage's own errors become these in one place; each use case maps
/// them once more. A `remedy` is for the log: it says what happened and what an operator of that storage does about it.
public enum RepositoryError: Error, Hashable, Sendable {
  /// No connection, or it broke before anything was decided: nothing was saved.
  case unavailable(retryAfter: Duration)
  /// The connection broke while the answer to COMMIT was awaited: saved or not, nobody knows.
  case outcomeUnknown
  /// Every connection is busy and the queue in front of them is full, or somebody else holds the row for too long:
  /// nothing was saved.
  case busy(retryAfter: Duration)
  /// A coupon's code exists already: nothing was saved; draw new codes.
  case codeClash
  /// A user or a key has a coupon already that the one who decided didn't know of: nothing was saved; what was known of
  /// holders is worth nothing.
  case holderClash(remedy: String)
  /// A coupon with the next sequence exists already: somebody has set the campaign's count of them back. Nothing was
  /// saved, and nothing can be before it is put right.
  case sequenceTaken(remedy: String)
  /// Another creation used the key first: nothing was saved; read what it created.
  case idempotencyKeyTaken
  /// The id that the database gave for a new campaign is another's: nothing was saved; take one behind all.
  case campaignIDTaken
  /// The number that the database gave for a transition is that of an earlier one of the campaign: nothing was saved.
  /// The same session gives another when it is asked again.
  case transitionIDTaken
  /// A value, a constraint or a trigger refused a coupon or an entry of a queue that was to be saved, or read: nothing
  /// was saved, and without that one the others might be. The text is for the log.
  case dataRefused(String)
  /// The row was changed by someone who did not hold the lock, a constraint was broken, or the database answered what
  /// it never should: nothing was saved. The text is for the log.
  case fault(String)
}
