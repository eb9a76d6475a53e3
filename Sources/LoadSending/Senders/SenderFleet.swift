internal import NIOCore
internal import RPCClient

/// All senders of a run, one on each event loop, with the connections spread over them.
struct SenderFleet: Sendable {
  private let senders: [NIOLoopBound<LoadSender>]

  /// The number of threads that send.
  var threads: Int { senders.count }

  /// Connects everything; fails when one connection can't be made.
  static func connect(
    plan: LoadPlan, naming: UserNaming, retryPolicy: RetryPolicy? = nil, group: any EventLoopGroup,
    configuration: RPCClientConfiguration
  ) async throws(RPCClientError) -> SenderFleet {
    let options = plan.options
    let threads = Array(group.makeIterator())
    let spread = ConnectionSpread(
      connections: options.connections, servers: options.addresses.count, mostLoops: threads.count)
    let numbers = RequestNumbers(count: plan.count, senders: spread.loops)
    let ready = threads.prefix(spread.loops).enumerated().map { index, loop in
      let addresses = spread.servers(ofLoop: index).map { options.addresses[$0] }
      var concurrency = 0
      if case .closed(_, let calls) = options.pace { concurrency = spread.part(of: calls, onLoop: index) }
      let share = LoadSender.Share(first: UInt64(index), stride: UInt64(spread.loops), concurrency: concurrency)
      return loop.flatSubmit {
        let sender = LoadSender(
          plan: plan, naming: naming, share: share, numbers: numbers, retryPolicy: retryPolicy, eventLoop: loop)
        let bound = NIOLoopBound(sender, eventLoop: loop)
        return sender.connect(to: addresses, configuration: configuration).map { bound }
      }
    }
    do {
      var senders: [NIOLoopBound<LoadSender>] = []
      for future in ready { senders.append(try await future.get()) }
      return SenderFleet(senders: senders)
    } catch {
      throw error as? RPCClientError ?? .unreachable("\(error)")
    }
  }

  /// Sends everything from `start` on, until the stop, and returns when all has ended.
  func run(from start: NIODeadline, until stop: StopSignal) async {
    let finished = senders.map { sender in sender.eventLoop.flatSubmit { sender.value.begin(at: start) } }
    stop.whenStopped {
      for sender in senders { sender.eventLoop.execute { sender.value.stop() } }
    }
    for future in finished {
      // A sender's future doesn't fail.
      try? await future.get()
    }
  }

  func snapshot() async -> ProgressSnapshot {
    await sum(ProgressSnapshot(), { $0.tally.takeSnapshot() }) { $0.add($1) }
  }

  /// The entries that were shown since the last time, and whose ends are to be followed.
  func takeArrivals() async -> [JoinedEntry] {
    await sum([], { $0.tally.takeArrivals() }) { $0 += $1 }
  }

  func tally() async -> OutcomeTally {
    await sum(OutcomeTally(), { $0.tally }) { $0.add($1) }
  }

  func close() async {
    for sender in senders { try? await sender.eventLoop.flatSubmit { sender.value.close() }.get() }
  }

  private func sum<Part: Sendable>(
    _ zero: Part, _ part: @escaping @Sendable (LoadSender) -> Part, _ add: (inout Part, Part) -> Void
  ) async -> Part {
    var sum = zero
    for sender in senders {
      // Asking a running event loop doesn't fail.
      if let part = try? await sender.eventLoop.submit({ part(sender.value) }).get() { add(&sum, part) }
    }
    return sum
  }
}
