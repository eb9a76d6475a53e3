import Testing

// End-to-end tests: real programs, real sockets, a real PostgreSQL. The tests of a suite run one after the other,
// because several servers at once would starve each other on a small machine; the suites run side by side.

/// Calls over the wire, as callers see them.
@Suite(.serialized, .timeLimit(.minutes(2))) enum CallsOverTheWire {}

/// Runs of campaign-load against a server, and its findings.
@Suite(.serialized, .timeLimit(.minutes(2))) enum LoadOverTheWire {}

/// The programs under flags, signals, crashes and a database that goes away.
@Suite(.serialized, .timeLimit(.minutes(2))) enum ProgramsInOperation {}

/// Crashes of PostgreSQL, and sessions that tell what is on disk and are lost.
@Suite(.serialized, .timeLimit(.minutes(2))) enum CrashProof {}
