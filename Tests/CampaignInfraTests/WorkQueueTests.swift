import Foundation
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

@Suite struct WorkQueueTests {
  @Test func workGoesToTheWorkerThatBecameIdleLast() async throws {
    let queue = WorkQueue<Int>(capacity: 8, workers: 2)
    let served = Mutex<[String]>([])
    func start(_ worker: Int, _ name: String) {
      Thread {
        while case .serve(let number) = queue.next(for: worker) { served.withLock { $0.append("\(name)\(number)") } }
      }.start()
    }
    start(0, "a")
    #expect(try await eventually { queue.idleCount == 1 })
    start(1, "b")
    #expect(try await eventually { queue.idleCount == 2 })
    for number in 1...5 {
      #expect(queue.add(number) == .added)
      // A worker is idle no more as soon as work was added.
      #expect(try await eventually { queue.idleCount == 2 })
    }
    #expect(served.withLock { $0 } == ["b1", "b2", "b3", "b4", "b5"])
    queue.close()
  }

  @Test func everythingAddedIsDoneOnceHoweverManyWorkersGiveUpMeanwhile() async throws {
    let queue = WorkQueue<Int>(capacity: 100_000, workers: 8)
    let done = Mutex<[Int: Int]>([:])
    let ended = Mutex(0)
    for number in 0..<8 {
      Thread {
        var hasSession = false
        while true {
          // Limits of no time and of a millisecond: workers leave the stack all the time. Half of them lose their
          // session again and again, and are told to look at it at any moment.
          switch queue.next(
            for: number, hasSession: hasSession, within: number < 4 ? .milliseconds(number % 2) : nil)
          {
          case .serve(let work):
            if number % 2 == 0, work % 7 == 0, Bool.random() {
              queue.change { $0.requeue(work) }
              queue.change { $0.suspect() }
            } else {
              done.withLock { $0[work, default: 0] += 1 }
            }
            if number % 2 == 0 {
              hasSession = false
              var generator = SystemRandomNumberGenerator()
              queue.withState { $0.lost(isFailure: false, at: .now, using: &generator) }
            }
          case .connect:
            hasSession = true
            queue.change { $0.connected(number) }
          case .validate, nil: continue
          case .leave: return ended.withLock { $0 += 1 }
          }
        }
      }.start()
    }
    await withTaskGroup(of: Void.self) { group in
      for producer in 0..<4 {
        group.addTask {
          for number in 0..<5_000 {
            #expect(queue.add(producer * 5_000 + number) == .added)
            if number % 16 == 0 { await Task.yield() }
          }
        }
      }
    }
    queue.close()
    #expect(queue.add(-1) == .closed)
    #expect(try await eventually { ended.withLock { $0 == 8 } })
    let counts = done.withLock { $0 }
    #expect(counts.count == 20_000)
    #expect(counts.values.allSatisfy { $0 == 1 })
  }

  @Test func aWorkerThatWaitsIsWokenToLookAtItsSession() async throws {
    let queue = WorkQueue<Int>(capacity: 8)
    let looked = Mutex(0)
    Thread {
      while case .validate = queue.next(for: 0, within: .seconds(60)) { looked.withLock { $0 += 1 } }
    }.start()
    #expect(try await eventually { queue.idleCount == 1 })
    queue.change { $0.suspect() }
    #expect(try await eventually { looked.withLock { $0 == 1 } && queue.idleCount == 1 })
    queue.close()
  }
}

extension WorkQueue {
  /// The number of workers that wait for work.
  fileprivate var idleCount: Int { withState { $0.idle.count + $0.resting.count } }
}
