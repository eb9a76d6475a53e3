import Testing

// End-to-end tests: real programs, real sockets, a real PostgreSQL. The tests of a suite run one after the other,
// because several servers at once would starve each other on a small machine; the suites run side by side.

/// What callers see over the wire.
@Suite(.serialized, .timeLimit(.minutes(2))) enum CallsOverTheWire {}

/// What campaign-load does to a server, and finds.
@Suite(.serialized, .timeLimit(.minutes(2))) enum LoadOverTheWire {}

/// What the programs do with flags, signals, crashes and a database that goes away.
@Suite(.serialized, .timeLimit(.minutes(2))) enum ProgramsInOperation {}
