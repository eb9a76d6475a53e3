import SeededRandomness
import CampaignDomain

@testable import CampaignApplication

/// Drives the lanes of those who join lines by chance, as an engine with some connections does.
struct JoinLanesDrive {
  private static let ids = (1...3).map { CampaignID(rawValue: $0) }
  private static let groupSize = 3

  /// The calls of each campaign that were not refused, and those that were decided.
  private(set) var accepted: [CampaignID: [Int]] = [:]
  private(set) var served: [CampaignID: [Int]] = [:]
  private(set) var isBounded = true
  private var lanes = JoinLanes<Int>(.init(laneCapacity: 9, groupSize: groupSize))
  private var requested: [CampaignID] = []
  private var running: [(id: CampaignID, calls: [Int])] = []
  private var held: [(id: CampaignID, count: Int)] = []
  private var repeated: Set<Int> = []
  private var callCount = 0
  private var stepCount = 0
  private var generator: SplitMix64

  init(seed: Int) { generator = SplitMix64(seed: UInt64(seed)) }

  /// Nobody waits, and nobody is held.
  var isEmpty: Bool { lanes.isEmpty && Self.ids.allSatisfy { !lanes.isPressed($0) } }

  mutating func step() {
    stepCount += 1
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<4: enter()
    case 4..<6: if running.count < 2 { begin() }
    // For a while no marker comes back.
    case 6..<7: if stepCount % 100 > 60 { lift() }
    default: endOne(canFail: true)
    }
    let heldCounts = Dictionary(held.map { ($0.id, $0.count) }, uniquingKeysWith: +)
    if heldCounts.values.contains(where: { $0 > 5 * Self.groupSize }) { isBounded = false }
  }

  mutating func finish() {
    while !requested.isEmpty || !running.isEmpty || !held.isEmpty {
      if !running.isEmpty { endOne(canFail: false) } else if !requested.isEmpty { begin() } else { lift() }
    }
  }

  private mutating func enter() {
    guard let id = Self.ids.randomElement(using: &generator) else { return }
    callCount += 1
    let action = lanes.enter(callCount, for: id)
    if action == .requestConnection { requested.append(id) }
    if action != .refuse { accepted[id, default: []].append(callCount) }
  }

  private mutating func begin() {
    guard let index = requested.indices.randomElement(using: &generator) else { return }
    let id = requested.remove(at: index)
    if Int.random(in: 0..<8, using: &generator) == 0 {
      served[id, default: []] += lanes.fail(id)
    } else {
      running.append((id, lanes.begin(id).calls))
    }
  }

  private mutating func endOne(canFail: Bool) {
    guard let index = running.indices.randomElement(using: &generator) else { return }
    let (id, calls) = running.remove(at: index)
    var ending = JoinLanes<Int>.Ending(isOpenToNewcomers: true)
    switch canFail ? Int.random(in: 0..<6, using: &generator) : 5 {
    case 0: ending.isHeld = true
    case 1:
      ending.isDisconnected = true
      ending.repeated = calls.filter { repeated.insert($0).inserted }
    default: break
    }
    if Int.random(in: 0..<4, using: &generator) > 0 { ending.heldCount = calls.count - ending.repeated.count }
    if ending.heldCount > 0 { held.append((id, ending.heldCount)) }
    served[id, default: []] += calls.filter { !ending.repeated.contains($0) }
    let (action, behind) = lanes.end(id, ending)
    served[id, default: []] += behind
    switch action {
    case .runNext: running.append((id, lanes.next(id).calls))
    case .requestConnection: requested.append(id)
    case .rest: break
    }
  }

  private mutating func lift() {
    guard !held.isEmpty else { return }
    let (id, count) = held.removeFirst()
    if lanes.lifted(count, of: id) { requested.append(id) }
  }
}
