import Foundation
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

@Suite struct WorkQueueTests {
  @Test func workGoesToTheWorkerThatBecameIdleLast() async throws {
    let queue = WorkQueue<Int>(capacity: 8)
    let served = Mutex<[String]>([])
    func start(_ name: String) {
      let worker = WorkQueue<Int>.Worker()
      Thread {
        while case .work(let number) = queue.next(for: worker) { served.withLock { $0.append("\(name)\(number)") } }
      }.start()
    }
    start("a")
    #expect(try await eventually { queue.idleCount == 1 })
    start("b")
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
    let queue = WorkQueue<Int>(capacity: 100_000)
    let done = Mutex<[Int: Int]>([:])
    let ended = Mutex(0)
    for number in 0..<8 {
      let worker = WorkQueue<Int>.Worker()
      Thread {
        while true {
          // Limits of no time and of a millisecond: workers leave the stack all the time.
          // And half of them have to get ready each time.
          let isReady = number % 2 == 0
          switch queue.next(for: worker, isReady: isReady, within: number < 4 ? .milliseconds(number % 2) : nil) {
          case .work(let work): done.withLock { $0[work, default: 0] += 1 }
          case .getReady: continue
          case .none: continue
          case .closed: return ended.withLock { $0 += 1 }
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

  @Test func workGoesToWhoeverIsReadyFirst() async throws {
    let queue = WorkQueue<Int>(capacity: 8)
    let (unready, ready) = (WorkQueue<Int>.Worker(), WorkQueue<Int>.Worker())
    let events = Mutex<[String]>([])
    func start(_ name: String, _ worker: WorkQueue<Int>.Worker, isReady: Bool) {
      Thread {
        while true {
          switch queue.next(for: worker, isReady: isReady) {
          case .work(let work): events.withLock { $0.append("\(name) did \(work)") }
          case .getReady:
            events.withLock { $0.append("\(name) gets ready") }
            // It never will.
            return
          case .none, .closed: return
          }
        }
      }.start()
    }
    start("unready", unready, isReady: false)
    #expect(try await eventually { queue.idleCount == 1 })
    start("ready", ready, isReady: true)
    #expect(try await eventually { queue.idleCount == 2 })
    #expect(queue.add(1) == .added)
    #expect(try await eventually { events.withLock { $0 == ["ready did 1"] } && queue.idleCount == 2 })
    queue.close()

    let other = WorkQueue<Int>(capacity: 8)
    let cold = WorkQueue<Int>.Worker()
    let asked = Mutex<[Bool]>([])
    Thread {
      if case .getReady = other.next(for: cold, isReady: false) { asked.withLock { $0.append(true) } }
    }.start()
    #expect(try await eventually { other.idleCount == 1 })
    #expect(other.add(1) == .added)
    #expect(try await eventually { asked.withLock { $0 == [true] } })
    guard case .work(1) = other.next(for: WorkQueue<Int>.Worker()) else {
      Issue.record("whoever was ready first did not get the work")
      return
    }
  }

  @Test func aFullQueueSaysSo() {
    let queue = WorkQueue<Int>(capacity: 2)
    #expect(queue.add(1) == .added && queue.add(2) == .added)
    #expect(queue.add(3) == .full)
  }
}
