package import NIOCore
internal import NIOPosix
package import RPCClient
package import RPCCodec

/// The requests that were sent, and their outcomes.
package struct SentLoad: Sendable {
  package var naming: UserNaming
  package var tally: OutcomeTally
  package var generator: GeneratorLoad
  /// The time at which the first request was due, by this machine's clock.
  package var startTime: ProtobufTimestamp
  /// True if the stop came before the last answer.
  package var isInterrupted: Bool
}

/// The sending of a plan, from its start to the last answer.
package struct LoadSession: Sendable {
  /// The time before the start at which the connections are made.
  private static let connectAhead = TimeAmount.seconds(2)

  private let plan: LoadPlan
  private let configuration: RPCClientConfiguration

  /// A session whose senders live on the configuration's threads.
  package init(_ plan: LoadPlan, configuration: RPCClientConfiguration) {
    self.plan = plan
    self.configuration = configuration
  }

  /// The most threads that send. One sends two hundred thousand requests a second, and the server needs a core, too.
  package static var mostThreads: Int { max(1, System.coreCount / 2) }

  /// Does something with a client's configuration whose threads send a load, and which is patient with reads.
  package static func withThreads<Value: Sendable>(
    _ count: Int = mostThreads, _ body: (RPCClientConfiguration) async throws(LoadFailure) -> Value
  ) async throws(LoadFailure) -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
    var configuration = RPCClientConfiguration()
    configuration.eventLoopGroup = group
    configuration.retryPolicy = RetryPolicy(
      maximumAttempts: 8, backoff: Backoff(base: .milliseconds(100), maximum: .seconds(2)))
    let result = await Result { () async throws(LoadFailure) in try await body(configuration) }
    // The threads are left to be ended.
    try? await group.shutdownGracefully()
    return try result.get()
  }

  /// Waits for the start, sends everything and waits for the answers; `campaign` is as it was before. `knownStart` is
  /// the campaign's start, where that is known better than from this machine's wall clock.
  package func send(
    to campaign: CampaignMessage, startingAt knownStart: NIODeadline? = nil, until stop: StopSignal,
    tellingEach interval: Duration, progress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws(LoadFailure) -> SentLoad {
    let naming = UserNaming(plan.options.users, drawn: .random(in: .min ... .max))
    let startTime = plan.options.startTime ?? campaign.startTime
    func due() -> NIODeadline { knownStart ?? StartClock.deadline(of: startTime) }
    await waitForStart(until: stop, progress: progress, start: due)
    guard !stop.isStopped else { return nothingSent(naming: naming, startTime: StartClock.wallClockTime(of: due())) }
    let fleet = try await connect(naming: naming, campaign: campaign)
    let start = max(due(), .now())
    let shownTime = StartClock.wallClockTime(of: start)
    let follower = LineFollower(plan.options, naming: naming, start: start, configuration: configuration)
    let (tally, generator) = await fire(
      fleet, follower, from: start, until: stop, tellingEach: interval, progress: progress)
    let isInterrupted = stop.isStopped
    await fleet.close()
    return SentLoad(
      naming: naming, tally: tally, generator: generator, startTime: shownTime, isInterrupted: isInterrupted)
  }

  /// A run that was stopped while it waited for its start: no server is asked for anything more.
  private func nothingSent(naming: UserNaming, startTime: ProtobufTimestamp) -> SentLoad {
    var tally = OutcomeTally()
    tally.countUnsent(plan.count)
    let idle = GeneratorLoad(userMicroseconds: 0, systemMicroseconds: 0, wallMicroseconds: 0, threads: Self.mostThreads)
    return SentLoad(naming: naming, tally: tally, generator: idle, startTime: startTime, isInterrupted: true)
  }

  /// Returns a little before the start, or when it is past.
  private func waitForStart(
    until stop: StopSignal, progress: @Sendable (LoadProgress) -> Void, start: () -> NIODeadline
  ) async {
    var lastSeconds = Int64.max
    while !stop.isStopped {
      let left = start() - .now() - Self.connectAhead
      guard left > .nanoseconds(0) else { return }
      let seconds = (left + Self.connectAhead).nanoseconds / 1_000_000_000
      if seconds < lastSeconds { progress(.waiting(seconds: seconds)) }
      lastSeconds = seconds
      // Short sleeps: the wall clock may be set meanwhile, and a stop is obeyed soon.
      try? await Task.sleep(for: min(Duration(left), .milliseconds(100)))
    }
  }

  private func connect(naming: UserNaming, campaign: CampaignMessage) async throws(LoadFailure) -> SenderFleet {
    guard let group = configuration.eventLoopGroup else { throw LoadFailure("no thread to send from") }
    // A user has one entry in a line, whatever the limit.
    let isRepeatable = plan.options.through != .issue || campaign.perUserLimit == 1
    let retryPolicy = plan.options.retries ? RetryPolicy(usersHaveOneCoupon: isRepeatable) : nil
    do {
      return try await SenderFleet.connect(
        plan: plan, naming: naming, retryPolicy: retryPolicy, group: group, configuration: configuration)
    } catch {
      throw LoadFailure("nothing was sent", error)
    }
  }

  private func fire(
    _ fleet: SenderFleet, _ follower: LineFollower?, from start: NIODeadline, until stop: StopSignal,
    tellingEach interval: Duration, progress: @escaping @Sendable (LoadProgress) -> Void
  ) async -> (OutcomeTally, GeneratorLoad) {
    let planned = plan.count
    let snapshot: @Sendable () async -> ProgressSnapshot = {
      var snapshot = await fleet.snapshot()
      if let ends = follower?.snapshot() { snapshot.add(ends) }
      return snapshot
    }
    let following = Task { await follower?.follow(fleet, until: stop) }
    let reporter = Task {
      var next = start
      var last: RunProgress?
      while !Task.isCancelled {
        next = next + TimeAmount(max(interval, .milliseconds(10)))
        do { try await Task.sleep(for: Duration(max(next - .now(), .nanoseconds(0)))) } catch { return }
        let elapsed = Duration(NIODeadline.now() - start)
        let current = RunProgress(await snapshot(), planned: planned, elapsed: elapsed, after: last)
        progress(.running(current))
        last = current
      }
    }
    // The processor time before the start, for connecting and waiting, is nobody's load.
    let before = Task {
      try? await Task.sleep(for: Duration(max(start - .now(), .nanoseconds(0))))
      return (ProcessorTime.now, NIODeadline.now())
    }
    await fleet.run(from: start, until: stop)
    follower?.sendingHasEnded()
    let ends = await following.value
    before.cancel()
    let (used, began) = await before.value
    let now = ProcessorTime.now
    let elapsed = NIODeadline.now() - began
    reporter.cancel()
    await reporter.value
    let whole = Duration(NIODeadline.now() - start)
    progress(.running(RunProgress(await snapshot(), planned: planned, elapsed: whole)))
    let generator = GeneratorLoad(
      userMicroseconds: now.userMicroseconds - used.userMicroseconds,
      systemMicroseconds: now.systemMicroseconds - used.systemMicroseconds,
      wallMicroseconds: UInt64(max(0, elapsed.nanoseconds)) / 1_000, threads: fleet.threads)
    var tally = await fleet.tally()
    if let ends { tally.add(ends) }
    return (tally, generator)
  }
}
