/// What a connection that asks for pages has of them.
struct ConnectionPages {
  let account: PageAccount
  /// Of pages that were written and that the kernel has not taken whole.
  var unsentBytes = 0
}
