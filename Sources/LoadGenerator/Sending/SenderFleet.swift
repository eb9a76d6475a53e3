internal import NIOCore
internal import RPCClient

/// All senders of a run, one on each event loop, with the connections spread over them.
struct SenderFleet: Sendable {
  private let senders: [(eventLoop: any EventLoop, sender: NIOLoopBound<BurstSender>)]

  /// Connects everything; fails when one connection can't be made.
  static func connect(
    plan: BurstPlan, naming: UserNaming, group: any EventLoopGroup, configuration: RPCClientConfiguration
  ) async throws(RPCClientError) -> SenderFleet {
    let options = plan.options
    var loops: [any EventLoop] = []
    for loop in group.makeIterator() where loops.count < options.connections { loops.append(loop) }
    let ready = loops.enumerated().map { index, loop in
      // Connection k lives on loop k modulo the number of loops.
      let count = (options.connections - index + loops.count - 1) / loops.count
      let share = BurstSender.Share(first: UInt64(index), stride: UInt64(loops.count))
      return loop.flatSubmit {
        let connections = (0..<count).map { _ in
          LoadConnection(to: options.address, on: loop, configuration: configuration)
        }
        let sender = NIOLoopBound(
          BurstSender(plan: plan, naming: naming, share: share, connections: connections, eventLoop: loop),
          eventLoop: loop)
        return EventLoopFuture.andAllSucceed(connections.map { $0.connect() }, on: loop).map { sender }
      }
    }
    do {
      var senders: [(any EventLoop, NIOLoopBound<BurstSender>)] = []
      for (loop, future) in zip(loops, ready) { senders.append((loop, try await future.get())) }
      return SenderFleet(senders: senders)
    } catch {
      throw error as? RPCClientError ?? .unreachable("\(error)")
    }
  }

  private init(senders: [(any EventLoop, NIOLoopBound<BurstSender>)]) {
    self.senders = senders.map { (eventLoop: $0.0, sender: $0.1) }
  }

  /// Sends everything from `start` on, until the stop, and returns when all has ended.
  func run(from start: NIODeadline, until stop: StopSignal) async {
    let finished = senders.map { eventLoop, sender in
      eventLoop.flatSubmit { sender.value.begin(at: start) }
    }
    stop.whenStopped {
      for (eventLoop, sender) in senders { eventLoop.execute { sender.value.stop() } }
    }
    for future in finished {
      // A sender's future doesn't fail.
      try? await future.get()
    }
  }

  func snapshot() async -> ProgressSnapshot {
    await sum(ProgressSnapshot(), { $0.takeSnapshot() }) { $0.add($1) }
  }

  func tally() async -> OutcomeTally {
    await sum(OutcomeTally(), { $0.tally }) { $0.add($1) }
  }

  func close() async {
    for (eventLoop, sender) in senders { try? await eventLoop.flatSubmit { sender.value.close() }.get() }
  }

  private func sum<Part: Sendable>(
    _ zero: Part, _ part: @escaping @Sendable (BurstSender) -> Part, _ add: (inout Part, Part) -> Void
  ) async -> Part {
    var sum = zero
    for (eventLoop, sender) in senders {
      // Asking a running event loop doesn't fail.
      if let part = try? await eventLoop.submit({ part(sender.value) }).get() { add(&sum, part) }
    }
    return sum
  }
}
